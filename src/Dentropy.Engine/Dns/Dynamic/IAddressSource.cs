using System.Net;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Something that can tell the public address.</summary>
internal interface IAddressSource
{
    /// <summary>Its name in results and messages.</summary>
    string Name { get; }

    /// <summary>How it tells the address.</summary>
    DcAddressSourceKind Kind { get; }

    /// <summary>The families that it can tell.</summary>
    IReadOnlyList<DcAddressFamily> Families { get; }

    /// <summary>Asks it.</summary>
    /// <param name="family">The family.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>At least one address of the family, whatever its range.</returns>
    /// <exception cref="AddressProblemException">It gave none.</exception>
    Task<IReadOnlyList<IPAddress>> AskAsync(DcAddressFamily family, CancellationToken cancellationToken);
}

/// <summary>Why a source gave no address, as the end of a sentence.</summary>
/// <param name="message">The reason.</param>
/// <param name="isAway">Whether nobody was reached at all, or has anything of the family.</param>
/// <param name="cause">What caused it.</param>
internal sealed class AddressProblemException(string message, bool isAway = false, Exception? cause = null) : Exception(message, cause)
{
    public bool IsAway { get; } = isAway;
}

/// <summary>What one source said.</summary>
/// <param name="Source">The source.</param>
/// <param name="Addresses">The addresses that count.</param>
/// <param name="Problem">Why none counts; null where one does.</param>
/// <param name="IsAway">Whether the source was not reached at all.</param>
internal sealed record AddressAnswer(IAddressSource Source, IReadOnlyList<IPAddress> Addresses, string? Problem = null, bool IsAway = false)
{
    public DcAddressAnswer Shown => new()
    {
        Source = Source.Name,
        Kind = Source.Kind,
        Addresses = [.. Addresses.Select(address => address.ToString())],
        Problem = Problem,
    };
}

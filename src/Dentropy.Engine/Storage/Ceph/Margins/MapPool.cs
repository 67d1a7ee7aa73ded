namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>A pool, as far as it says what a placement group needs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">Copies, or chunks.</param>
/// <param name="MinSize">Copies or chunks that have to run for requests to be served.</param>
/// <param name="Needed">Copies or chunks from which all data can be had: 1, or the data chunks.</param>
/// <param name="IsErasureCoded">Whether it has chunks.</param>
/// <param name="Rule">Number of its CRUSH rule.</param>
internal sealed record MapPool(int Id, string Name, int Size, int MinSize, int Needed, bool IsErasureCoded, int? Rule)
{
    /// <summary>What it has several of.</summary>
    public string Copies => IsErasureCoded ? "chunks" : "copies";
}

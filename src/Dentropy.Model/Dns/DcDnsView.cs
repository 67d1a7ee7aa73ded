namespace Dentropy.Dns;

/// <summary>Who sees a record.</summary>
public enum DcDnsView
{
    /// <summary>Everybody, through the public name servers.</summary>
    Outside,

    /// <summary>Whoever asks the resolvers at home.</summary>
    Inside,
}

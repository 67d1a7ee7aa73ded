namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A script on a node has failed, and says why by a word of its own.</summary>
internal sealed class FirewallScriptException(string word, string detail) : Exception(detail)
{
    public string Word => word;
}

namespace Dentropy.Engine.Security.Look;

/// <summary>The node's own accounts. Of a password only its kind leaves the node: <c>empty</c>, <c>password</c> or <c>none</c> (crypt(5): what is no hash matches nothing).</summary>
internal static class AccountScript
{
    public const string Text = """
        kind='function kind(p) { return p == "" ? "empty" : p ~ /^[$_]/ || (length(p) == 13 && p ~ /^[.\/0-9A-Za-z]+$/) ? "password" : "none" }'
        awk -F: "$kind"' $2 != "x" { print "account " $1 " " kind($2) }' /etc/passwd
        if [ -r /etc/shadow ]; then awk -F: "$kind"' { print "account " $1 " " kind($2) }' /etc/shadow
        elif [ -e /etc/shadow ]; then unseen accounts "only root can read /etc/shadow"; fi
        """;
}

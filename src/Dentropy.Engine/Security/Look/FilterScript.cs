namespace Dentropy.Engine.Security.Look;

/// <summary>The packet filter as iptables tells it (iptables-save(8)), and whether nftables has rules that iptables does not know of.</summary>
internal static class FilterScript
{
    public const string Text = """
        if [ "$u" != 0 ]; then unseen filter "only root sees the packet filter"; exit; fi
        if ! has iptables-save && ! has nft; then unseen filter "it has neither iptables nor nft"; exit; fi
        if has iptables-save; then
            if x=$(within 10 iptables-save); then printf '%s\n' "$x" | sed 's/^/rule4 /'; else unseen filter "iptables-save failed"; fi
            if has ip6tables-save && x=$(within 10 ip6tables-save); then printf '%s\n' "$x" | sed 's/^/rule6 /'; fi
        fi
        if has nft; then
            tables=$(within 10 nft list tables | awk '{ print $2 " " $3 }' | grep -vxE '(ip|ip6) (filter|nat|mangle|raw|security)' | tr '\n' ',')
            [ -z "$tables" ] || unseen nft "an nftables rule set was not judged: $tables"
        fi
        """;
}

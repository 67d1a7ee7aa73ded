namespace Dentropy.Engine.Storage.Ceph.Codes;

/// <summary>Codes of gateways for NVMe over TCP (src/mon/NVMeofGwMap.cc).</summary>
internal static class GatewayCodes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CephCode> All { get; } =
    [
        new("NVMEOF_GATEWAY_DOWN",
            "A gateway for NVMe over TCP does not run; its hosts use the other paths, if there are any.",
            "See which: ceph nvme-gw show POOL GROUP; start it (ceph orch daemon restart nvmeof.NAME)."),
        new("NVMEOF_SINGLE_GATEWAY",
            "A group has one gateway for NVMe over TCP, so its disks are away when it fails.",
            "Add a second one: ceph orch apply nvmeof POOL GROUP --placement='HOST1 HOST2'."),
        new("NVMEOF_GATEWAY_DELETING",
            "A gateway for NVMe over TCP has been in removal for long: something still uses its namespaces.",
            "Move its namespaces to another gateway of the group (ceph nvme-gw show POOL GROUP), and the removal ends."),
    ];
}

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>What can be asked of a Ceph cluster; each is a command of <c>ceph</c> with <c>--format json</c>.</summary>
internal enum CephQuestion
{
    /// <summary><c>ceph status</c>.</summary>
    Status,

    /// <summary><c>ceph health detail</c>.</summary>
    HealthDetail,

    /// <summary><c>ceph osd dump</c>.</summary>
    OsdDump,

    /// <summary><c>ceph osd tree</c>.</summary>
    OsdTree,

    /// <summary><c>ceph osd df</c>.</summary>
    OsdUse,

    /// <summary><c>ceph osd crush dump</c>.</summary>
    Crush,

    /// <summary><c>ceph pg dump pgs_brief</c>.</summary>
    Groups,

    /// <summary><c>ceph df detail</c>.</summary>
    Use,

    /// <summary><c>ceph mon dump</c>.</summary>
    Monitors,

    /// <summary><c>ceph versions</c>.</summary>
    Versions,

    /// <summary><c>ceph mgr dump</c>.</summary>
    Managers,
}

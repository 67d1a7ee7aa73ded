namespace Dentropy;

/// <summary>What kind of failure an error is; the names are those of PowerShell's ErrorCategory.</summary>
public enum DentropyErrorCategory
{
    /// <summary>None of the others.</summary>
    NotSpecified,

    /// <summary>An argument that cannot be used.</summary>
    InvalidArgument,

    /// <summary>Stored data that cannot be understood.</summary>
    InvalidData,

    /// <summary>The thing named is not there.</summary>
    ObjectNotFound,

    /// <summary>The thing named is there already.</summary>
    ResourceExists,

    /// <summary>Somebody else changed it, or it is in use.</summary>
    ResourceBusy,

    /// <summary>A file or a permission refused it.</summary>
    PermissionDenied,

    /// <summary>The key was refused, or the host could not prove who it is.</summary>
    AuthenticationError,

    /// <summary>The node could not be reached, or the link was lost.</summary>
    ConnectionError,

    /// <summary>A limit of time passed.</summary>
    OperationTimeout,

    /// <summary>A file could not be read.</summary>
    ReadError,

    /// <summary>A file could not be written.</summary>
    WriteError,

    /// <summary>A command on the node failed.</summary>
    InvalidResult,

    /// <summary>This platform or server cannot do it.</summary>
    NotImplemented,
}

/// <summary>A failure that an operator can act on: what failed, on which target, and the way out.</summary>
public class DentropyException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="errorId">Stable name of the error, PascalCase; scripts compare it.</param>
    /// <param name="category">Its kind.</param>
    /// <param name="target">What the user named: a node, a path, an expression.</param>
    /// <param name="message">What failed, where, and the way out, in one or two sentences.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public DentropyException(string errorId, DentropyErrorCategory category, string? target, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Category = category;
        Target = target;
    }

    /// <summary>Stable name of the error.</summary>
    public string ErrorId { get; }

    /// <summary>Its kind.</summary>
    public DentropyErrorCategory Category { get; }

    /// <summary>What the user named: a node, a path, an expression.</summary>
    public string? Target { get; }
}

namespace Dentropy.Engine.Transport.Mux;

/// <summary>Message numbers of the SSH connection protocol (RFC 4250, section 4.1.2) that a client of channels meets.</summary>
internal enum SshMessage : byte
{
    GlobalRequest = 80,
    RequestSuccess = 81,
    RequestFailure = 82,
    ChannelOpen = 90,
    ChannelOpenConfirmation = 91,
    ChannelOpenFailure = 92,
    ChannelWindowAdjust = 93,
    ChannelData = 94,
    ChannelExtendedData = 95,
    ChannelEof = 96,
    ChannelClose = 97,
    ChannelRequest = 98,
    ChannelSuccess = 99,
    ChannelFailure = 100,
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// What restoring and moving have in common: the answers, and how a plan is shown.
public abstract class RestoreCmdlet : CloudCmdlet
{
    [Parameter]
    public IDictionary? VolumeMap { get; set; }

    [Parameter]
    public IDictionary? NetworkMap { get; set; }

    [Parameter]
    public IDictionary? PortMap { get; set; }

    [Parameter]
    public string? Hostname { get; set; }

    [Parameter]
    public string? OldHostname { get; set; }

    [Parameter]
    public string[] EntryPoint { get; set; } = [];

    [Parameter]
    public string? CertificateResolver { get; set; }

    [Parameter]
    [ValidateSet("Fail", "Rename")]
    public string OnConflict { get; set; } = "Fail";

    [Parameter]
    public string[] SkipVolume { get; set; } = [];

    [Parameter]
    public SwitchParameter KeepMacAddress { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [DurationTransformation]
    public TimeSpan? Wait { get; set; }

    [Parameter]
    public string? HelperImage { get; set; }

    // Where -Confirm:$false or -WhatIf was said, nobody is asked, and everything keeps its name and its kind.
    private protected bool MayAsk => !IsTrue("WhatIf") && !(MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm) && !((SwitchParameter)confirm).ToBool())
        && !(SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.None) && !(SessionState.PSVariable.GetValue("WhatIfPreference") is SwitchParameter { IsPresent: true } or true);

    private protected bool IsTrue(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && ((SwitchParameter)value).ToBool();

    private protected RestoreSettings Answers() => new()
    {
        VolumeMap = Values.Pairs(VolumeMap).Select(pair => pair.Key).ToDictionary(key => key, key => Target(VolumeMap![key]), StringComparer.Ordinal),
        NetworkMap = Values.Pairs(NetworkMap).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
        PortMap = Values.Pairs(PortMap).ToDictionary(
            pair => pair.Key, pair => int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0, StringComparer.Ordinal),
        Hostname = Hostname,
        OldHostname = OldHostname,
        EntryPoints = EntryPoint,
        CertificateResolver = CertificateResolver,
        OnConflict = string.Equals(OnConflict, "Rename", StringComparison.OrdinalIgnoreCase) ? RestoreConflict.Rename : RestoreConflict.Fail,
        SkipVolumes = SkipVolume,
        KeepMacAddress = KeepMacAddress,
        Timeout = Timeout,
        WaitForOthers = Wait,
        HelperImage = HelperImage,
    };

    // The one node that a parameter means.
    private protected async Task<DcNode> OneNodeAsync(DcNodeReference reference, CancellationToken cancellationToken)
    {
        return reference.Node ?? await NodeSelector.SelectOneAsync(OpenStore(), Union([reference]), cancellationToken);
    }

    // Shows what stands in the way, what is worth knowing, and asks. True where the plan is to be carried out.
    private protected bool Approve(RestorePlan plan, string action)
    {
        if (plan.Problems.Count > 0)
        {
            foreach (var problem in plan.Problems)
                WriteError(problem.ToError());
            return false;
        }

        foreach (var warning in plan.Warnings)
            WriteWarning(warning);
        foreach (var step in plan.Steps)
            WriteVerbose($"{step.Action} {step.Target} {step.Detail}".TrimEnd());
        var go = Confirm($"{plan.App} on node {plan.Node}", $"{action} ({plan.Steps.Count} steps)", out var planned);
        if (planned)
        {
            foreach (DcRestoreStep step in plan.Steps)
                WriteObject(step);
        }

        return go;
    }

    private static VolumeTarget Target(object? value)
    {
        if (Values.Unwrap(value) is not IDictionary table)
            return VolumeTarget.Parse(Values.Text(value) ?? "");
        var words = Values.Pairs(table).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        var options = table.Keys.Cast<object>().FirstOrDefault(key => string.Equals(Values.Text(key), "options", StringComparison.OrdinalIgnoreCase)) is { } key
            ? Values.Unwrap(table[key]) as IDictionary
            : null;
        return new VolumeTarget
        {
            Volume = words.GetValueOrDefault("name") ?? words.GetValueOrDefault("volume"),
            Path = words.GetValueOrDefault("path"),
            Driver = words.GetValueOrDefault("driver"),
            Options = Values.Pairs(options).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
        }.Checked();
    }
}

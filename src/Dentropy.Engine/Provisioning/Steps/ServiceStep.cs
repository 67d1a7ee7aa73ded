using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>A service: whether it starts at boot, whether it runs, and the files whose change restarts it.</summary>
internal sealed class ServiceStep(string name) : NodeStep("service", name)
{
    public bool? Enabled { get; init; }

    public bool? Running { get; init; }

    /// <summary>Whether it need not run where its unit says that it is not for such a machine, as a clock's service in a container.</summary>
    public bool MayPass { get; init; }

    /// <summary>Files that it is restarted for.</summary>
    public IReadOnlyList<string> Watch { get; init; } = [];

    /// <summary>The package that it comes with, where the same profile installs it.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    public override void Ask(FactQuestions questions) => questions.Services.Add(Name);

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var there = facts.Services.GetValueOrDefault(Name);
        // Packages that this run installs may bring it; the script then says whether they did.
        if (there is null && plan.Installed.Count == 0)
            throw Cannot(plan, "ProvisionServiceMissing", $"there is no service {Name}. Name the package that it comes with in the profile, or correct the name.");
        there ??= new ServiceFact(Active: false, Enabled: false, Fixed: false);
        var words = new List<string>();
        var script = "";
        if (Enabled is { } enabled && !there.Fixed && there.Enabled != enabled)
        {
            words.Add(enabled ? "enable" : "disable");
            script += enabled ? "on\n" : "off\n";
        }

        var restart = facts.Pending.Contains(Name) || Watch.Any(plan.Files.Contains);
        if (Running == false && there.Active)
        {
            words.Add("stop");
            script += "act stop\n";
        }
        else if (Running == true && !there.Active && !(MayPass && there.PassedOver && !restart))
        {
            words.Add("start");
            // What was installed a moment ago may run by now with its old files.
            script += restart ? "act restart\nruns\n" : "act start\nruns\n";
        }
        else if (restart && there.Active)
        {
            words.Add("restart");
            script += "act restart\nruns\n";
        }

        if (words.Count == 0 && !facts.Pending.Contains(Name))
            return null;
        return new StepChange(words.Count == 0 ? "forget a restart that is not needed" : string.Join("; ", words), StepScripts.Make($"u={ShellQuote.Word(Name)} may={(MayPass ? "1" : "")}\n{Functions}{script}rm -f {StepScripts.StateFolder}/restart/\"$u\"\n"));
    }

    // Twice in a row, since a service that ends at once is seen running in between.
    private const string Functions = """
        sd() { [ -d /run/systemd/system ]; }
        if sd; then systemctl cat -- "$u.service" >/dev/null 2>&1 || die missing "$u"; else [ -x "/etc/init.d/$u" ] || die missing "$u"; fi
        on() { said=$( { if sd; then systemctl enable -- "$u.service"; else update-rc.d "$u" defaults && update-rc.d "$u" enable; fi; } 2>&1 8>&-) || die service "$said"; }
        off() { said=$( { if sd; then systemctl disable -- "$u.service"; else update-rc.d "$u" disable; fi; } 2>&1 8>&-) || die service "$said"; }
        act() { said=$( { if sd; then systemctl daemon-reload; systemctl "$1" -- "$u.service"; else env -i PATH="$PATH" service "$u" "$1"; fi; } </dev/null 2>&1 8>&-) || fell; }
        up() { if sd; then systemctl is-active --quiet -- "$u.service"; else service "$u" status >/dev/null 2>&1 </dev/null; fi; }
        fell() {
            if sd; then said="$said
        $(journalctl -u "$u.service" -n 3 -o cat 2>/dev/null)"; fi
            die service "$said"
        }
        runs() {
            if [ -n "$may" ] && sd && [ "$(systemctl show -p ConditionResult --value -- "$u.service")" = no ]; then return; fi
            k=0; good=0
            while [ $k -lt 50 ] && [ $good -lt 2 ]; do
                if up; then good=$((good+1)); else good=0; fi
                k=$((k+1)); sleep 0.2
            done
            [ $good -ge 2 ] || fell
        }

        """;
}

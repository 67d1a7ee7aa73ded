namespace Dentropy.Engine.Resilience.Report;

/// <summary>The style of the page. Its colours are told apart by people who cannot see red or green (the palette of Okabe and Ito), and by their brightness.</summary>
internal static class ReportStyle
{
    public const string Text =
        """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#5a636e;--line:#d5dae0;--card:#f5f7f9;--head:#eceff3;--link:#0b57a4;
        --x:#b3261e;--xf:#fff;--a:#f3c6bd;--l:#f0a330;--lf:#1b1200;--w:#cfe3f5;--wf:#0b3a63;--u:#9aa3ad;--good:#00674a;--node:#fff;--sw:#dfe7f1;--net:#eceff3}
        @media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e7eaee;--soft:#a3adb8;--line:#39414a;--card:#1c2026;--head:#252b33;--link:#7db8f2;
        --x:#ff8a75;--xf:#2b0500;--a:#5c2e27;--l:#d9922b;--lf:#1b1200;--w:#20425f;--wf:#d3e7fa;--u:#68727d;--good:#4cc79d;--node:#20252c;--sw:#2b3644;--net:#252b33}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        main{max-width:1240px;margin:0 auto;padding:1rem clamp(.75rem,3vw,2rem) 3rem}
        h1{font-size:clamp(1.4rem,5vw,2rem);line-height:1.2;margin:.5rem 0 .25rem}
        h2{font-size:1.25rem;margin:2.25rem 0 .5rem}
        h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
        p{margin:.5rem 0;max-width:75ch}
        a{color:var(--link)}
        code{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.92em}
        .soft{color:var(--soft)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;padding:0;margin:1rem 0;list-style:none}
        .tiles li{background:var(--card);border:1px solid var(--line);border-left:6px solid var(--soft);border-radius:8px;padding:.6rem .8rem}
        .tiles b{display:block;font-size:1.5rem;line-height:1.25}
        .tiles .good{border-left-color:var(--good)}.tiles .bad{border-left-color:var(--x)}
        .summary{padding-left:1.2rem}.summary li{margin:.35rem 0;max-width:80ch}
        .scroll{overflow:auto;border:1px solid var(--line);border-radius:8px;background:var(--bg);max-width:100%}
        .scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .map{display:block;margin:0 auto}
        .map text{font:600 12.5px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--fg)}
        .map .small,.map .label{font-weight:400;font-size:11px;fill:var(--soft)}
        .map .small,.map .sign{text-anchor:end}
        .map .mid{text-anchor:middle}
        .map .sign{fill:var(--x);font-size:15px}
        .map .net{fill:var(--net);stroke:var(--soft)}
        .map .frame{fill:var(--card);stroke:var(--line)}
        .map .part>rect:first-of-type{fill:var(--node);stroke:var(--soft);stroke-width:1}
        .map .switch>rect:first-of-type,.map .uplink>rect:first-of-type,.map .provider>rect:first-of-type{fill:var(--sw)}
        .map .bad>rect:first-of-type{stroke:var(--x);stroke-width:3}
        .map .down{opacity:.55}.map .down>rect:first-of-type{stroke-dasharray:4 3}
        .map a.part{cursor:pointer;text-decoration:none}
        .map a.part:hover>rect:first-of-type,.map a.part:focus-visible>rect:first-of-type{stroke:var(--link);stroke-width:3}
        .map .cable{fill:none;stroke:var(--soft);stroke-width:2}
        .map .cable.sure{stroke-dasharray:2 4;stroke-width:1.5}
        .map .cable.bad{stroke:var(--x);stroke-width:3.5}
        .map g:hover>.cable{stroke:var(--link);stroke-width:4}
        .map rect.mark{stroke:none}.map text.mark{font-size:10.5px;text-anchor:middle}
        span.mark{display:inline-block;min-width:1.5em;text-align:center;border-radius:3px;padding:0 .3em;font-weight:600;font-size:.85em}
        rect.p0{fill:#0072b2}text.p0{fill:#fff!important}span.p0{background:#0072b2;color:#fff}
        rect.p1{fill:#e69f00}text.p1{fill:#000!important}span.p1{background:#e69f00;color:#000}
        rect.p2{fill:#00785a}text.p2{fill:#fff!important}span.p2{background:#00785a;color:#fff}
        rect.p3{fill:#cc79a7}text.p3{fill:#000!important}span.p3{background:#cc79a7;color:#000}
        rect.p4{fill:#56b4e9}text.p4{fill:#000!important}span.p4{background:#56b4e9;color:#000}
        rect.p5{fill:#a34a00}text.p5{fill:#fff!important}span.p5{background:#a34a00;color:#fff}
        rect.p6{fill:#f0e442}text.p6{fill:#000!important}span.p6{background:#f0e442;color:#000}
        rect.p7{fill:#5b5f66}text.p7{fill:#fff!important}span.p7{background:#5b5f66;color:#fff}
        rect.site{fill:#333a42}text.site{fill:#fff!important}span.site{background:#333a42;color:#fff}
        span.off{background:var(--line)}
        .legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.9rem}
        .line{display:inline-block;width:2rem;border-top:2.5px solid var(--soft);vertical-align:middle}
        .line.sure{border-top-style:dotted}.line.bad{border-top:4px solid var(--x)}
        .keys{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.9rem}
        .key{display:inline-block;width:1.7rem;text-align:center;border-radius:3px;font-weight:700;margin-right:.3rem}
        table.matrix{border-collapse:separate;border-spacing:0;font-size:.9rem}
        .matrix caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .scroll:has(>.matrix){max-height:85vh;width:fit-content}
        .matrix thead th{position:sticky;top:0;z-index:2;background:var(--head);vertical-align:bottom;padding:.5rem .2rem;border-bottom:2px solid var(--line);font-weight:600}
        .matrix thead th:not(:first-child) span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:11rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;display:inline-block}
        .matrix thead th:first-child{left:0;z-index:3;text-align:left;padding:.5rem}
        .matrix tbody th[scope=row]{position:sticky;left:0;z-index:1;background:var(--bg);text-align:left;font-weight:500;padding:.18rem .5rem;border-right:2px solid var(--line);max-width:min(46vw,22rem);min-width:7rem}
        .matrix .kind th{background:var(--card);text-align:left;padding:.3rem .5rem;border-top:1px solid var(--line)}
        .matrix .kind span{position:sticky;left:.5rem}
        .matrix td{min-width:2.1rem;text-align:center;padding:.18rem;font-weight:700;border-bottom:1px solid var(--line)}
        .matrix tbody th[scope=row]{border-bottom:1px solid var(--line)}
        tr:target>th,tr:target>td{box-shadow:inset 0 3px var(--link),inset 0 -3px var(--link)}
        .x{background:var(--x);color:var(--xf)}.a{background:var(--a)}.l{background:var(--l);color:var(--lf)}.w{background:var(--w);color:var(--wf)}td.u,.key.u{color:var(--u);font-weight:400}
        details{border:1px solid var(--line);border-radius:8px;margin:.4rem 0;background:var(--card)}
        summary{cursor:pointer;padding:.5rem .8rem}
        details>div{padding:0 .8rem .6rem}
        dt{font-weight:600}dd{margin:0 0 .5rem}
        ol{margin:.2rem 0;padding-left:1.4rem}
        .advice{list-style:none;padding:0;counter-reset:n}
        .advice li{counter-increment:n;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6rem .9rem;margin:.5rem 0}
        .advice b::before{content:counter(n) ". "}
        footer{margin-top:2.5rem;color:var(--soft);font-size:.9rem}
        @media print{.scroll{overflow:visible;max-height:none!important;border:0}details{break-inside:avoid}}
        """;
}

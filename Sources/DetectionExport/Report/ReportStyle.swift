/// The style sheet of the backtest report: light and dark, narrow screens, paper.
enum ReportStyle {
    static let text = #"""
        :root{color-scheme:light dark;--page:#f7f7f5;--card:#fff;--ink:#1a1a19;--soft:#5b5a55;
        --line:#dddcd6;--mark:#1f5fae;--grid:#e8e7e2;--code:#f1f0ec;
        --c0:#2a78d6;--c1:#eb6834;--c2:#1baf7a;--c3:#b07d00;--c4:#4a3aa7;--c5:#d13b3a;--c6:#c9588a;
        --c7:#0b7a1f;--c8:#86847d}
        @media (prefers-color-scheme:dark){:root{--page:#141413;--card:#1d1d1b;--ink:#f0efea;
        --soft:#b3b1a8;--line:#3a3935;--mark:#86b6ef;--grid:#2b2a27;--code:#262522;
        --c0:#4a92e8;--c1:#e8743f;--c2:#25b583;--c3:#d19a1c;--c4:#9c92f0;--c5:#ea6d6c;--c6:#e07aa6;
        --c7:#3aa24b;--c8:#98968e}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        .skip{position:absolute;left:-999em}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px}
        header,main,footer{max-width:1240px;margin:0 auto;padding:16px 20px}
        header{padding-top:28px}h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:0 0 12px}
        h3{font-size:14px;margin:16px 0 6px;color:var(--soft)}
        p{margin:0 0 8px}.soft{color:var(--soft)}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;
        padding:18px 20px;margin:0 0 16px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:10px;margin:16px 0 0}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px}
        .tile b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
        .tile span{color:var(--soft);font-size:13px}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--grid)}
        th{color:var(--soft);font-weight:600;font-size:13px;white-space:nowrap}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;padding-right:22px}
        td{overflow-wrap:break-word}.rows td{overflow-wrap:anywhere}
        button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);
        border-radius:6px;padding:5px 10px;max-width:100%}
        button{cursor:pointer}button:disabled{opacity:.45;cursor:default}
        button.plain{border:0;background:none;padding:0;color:var(--mark);text-align:left}
        th button.plain{color:inherit;font-weight:inherit}
        :focus-visible{outline:2px solid var(--mark);outline-offset:2px}
        .controls{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 12px;align-items:center}
        .controls label{display:flex;flex-direction:column;font-size:12px;color:var(--soft);min-width:0}
        .controls .grow{flex:1 1 220px}.controls .grow input{width:100%}
        .controls select{max-width:280px}
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0;padding:0;list-style:none;font-size:13px}
        .key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
        .bars{display:grid;grid-template-columns:minmax(120px,240px) auto 1fr 110px;gap:6px 12px;align-items:center;
        font-size:14px}
        .bars .name{overflow-wrap:anywhere}.bar{display:flex;height:14px;border-radius:3px;overflow:hidden;gap:1px}
        .bar i{display:block;height:100%}.bars .n{font-variant-numeric:tabular-nums;text-align:right}
        svg{display:block}svg text{fill:var(--soft);font-size:11px}
        .k0{background:var(--c0);fill:var(--c0)}.k1{background:var(--c1);fill:var(--c1)}
        .k2{background:var(--c2);fill:var(--c2)}.k3{background:var(--c3);fill:var(--c3)}
        .k4{background:var(--c4);fill:var(--c4)}.k5{background:var(--c5);fill:var(--c5)}
        .k6{background:var(--c6);fill:var(--c6)}.k7{background:var(--c7);fill:var(--c7)}
        .k8{background:var(--c8);fill:var(--c8)}
        .rule{stroke:var(--grid)}.limit{stroke:var(--soft);stroke-dasharray:2 3}
        .step{fill:none;stroke:var(--mark);stroke-width:1.5}
        .detail>td{background:var(--page);padding:12px 14px}
        dl{display:grid;grid-template-columns:minmax(110px,auto) 1fr;gap:2px 14px;margin:0;font-size:13px}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
        pre{background:var(--code);border-radius:6px;padding:10px;margin:0 0 8px;font-size:12px;line-height:1.45;
        white-space:pre-wrap;overflow-wrap:anywhere;max-height:420px;overflow:auto}
        .tree{list-style:none;margin:0;padding:0;font-size:13px}
        .tree li{border-left:2px solid var(--line);padding:2px 0 2px 10px;overflow-wrap:anywhere}
        .tree .hit{border-left-color:var(--mark);font-weight:600}.tree code{font-size:12px}
        .late{border:1px solid var(--line);border-radius:4px;font-size:12px;padding:0 5px;color:var(--soft)}
        .pager{display:flex;gap:8px;align-items:center;margin:12px 0 0;flex-wrap:wrap}
        @media (max-width:700px){header,main,footer{padding-left:12px;padding-right:12px}section{padding:14px}
        .bars{grid-template-columns:1fr auto}.bars .bar,.bars svg{grid-column:1/-1}
        table.rows,table.rows tbody,table.rows tr,table.rows td{display:block}
        table.rows thead{position:absolute;left:-999em}
        table.rows td{border:0;padding:1px 0}table.rows td.n{text-align:left}
        table.rows td[data-name]:not(:empty)::before{content:attr(data-name) " ";color:var(--soft);font-size:12px}
        table.rows tr{border-bottom:1px solid var(--grid);padding:8px 0}dl{grid-template-columns:1fr}
        .wide{overflow-x:auto}.wide table{min-width:620px}}
        @media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;
        --grid:#ccc;--code:#f4f4f4;--mark:#1f5fae}.controls,.pager button,.skip,.screen{display:none}
        section{break-inside:auto;border:0;padding:8px 0}tr{break-inside:avoid}pre{max-height:none}
        .key,.bar i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """#
}

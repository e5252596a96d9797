/// The script of the backtest report. It makes every node by `createElement` and `textContent`, so
/// what a log holds is text and nothing else.
enum ReportScript {
    static let text = basics + charts + rows

    private static let basics = #"""
        "use strict";
        const data=JSON.parse(document.getElementById("data").textContent);
        const rows=data.rows,detections=data.detections;
        const svgNames="http://www.w3.org/2000/svg";
        function el(name,attributes,...children){
          const node=document.createElement(name);
          for(const key in attributes||{})node.setAttribute(key,attributes[key]);
          node.append(...children.filter(c=>c!==null&&c!==undefined));
          return node;
        }
        function shape(name,attributes,text){
          const node=document.createElementNS(svgNames,name);
          for(const key in attributes)node.setAttribute(key,attributes[key]);
          if(text!==undefined)node.textContent=text;
          return node;
        }
        function titled(node,text){node.append(shape("title",{},text));return node;}
        const byId=id=>document.getElementById(id);
        const number=n=>n.toLocaleString("en");
        const pad=n=>String(n).padStart(2,"0");
        function time(seconds){
          const d=new Date(seconds*1000);
          return d.getUTCFullYear()+"-"+pad(d.getUTCMonth()+1)+"-"+pad(d.getUTCDate())+" "+
            pad(d.getUTCHours())+":"+pad(d.getUTCMinutes());
        }
        const clock=seconds=>time(seconds).slice(11);
        const scoreOf=row=>row.o.reduce((sum,o)=>sum+o[2],0);
        const objectName=o=>o[0]+" "+o[1];
        const counts=detections.map(()=>0);
        for(const row of rows)counts[row.d]++;
        // The busiest detections have a colour of their own, the others share the last.
        const order=detections.map((_,i)=>i).filter(i=>counts[i]>0).sort((a,b)=>counts[b]-counts[a]);
        const colours=detections.map(()=>8);
        order.slice(0,8).forEach((d,i)=>{colours[d]=i;});
        const colour=d=>"k"+colours[d];
        function cell(text,name,isNumber){
          const node=el("td",isNumber?{"class":"n"}:{},text);
          if(name)node.setAttribute("data-name",name);
          return node;
        }
        function table(titles,lines){
          const head=el("tr");
          for(const [title,isNumber] of titles)
            head.append(el("th",isNumber?{"class":"n",scope:"col"}:{scope:"col"},title));
          const body=el("tbody");
          for(const line of lines){
            const tr=el("tr");
            line.forEach((value,i)=>tr.append(cell(value,null,titles[i][1])));
            body.append(tr);
          }
          return el("div",{"class":"wide"},el("table",{},el("thead",{},head),body));
        }
        function more(list,limit,label,draw){
          const box=el("div");
          const show=all=>{
            box.replaceChildren(draw(all?list:list.slice(0,limit)));
            if(!all&&list.length>limit){
              const button=el("button",{type:"button"},"Show all "+number(list.length)+" "+label);
              button.addEventListener("click",()=>show(true));
              box.append(el("p",{"class":"screen"},button));
            }
          };
          show(false);
          return box;
        }

        """#

    private static let charts = #"""
        function timeline(){
          const box=byId("timeline");
          if(!rows.length){box.replaceChildren(el("p",{"class":"soft"},"Nothing fired."));return;}
          const ticks=[...new Set(rows.map(r=>r.t))].sort((a,b)=>a-b);
          const from=ticks[0],to=ticks[ticks.length-1];
          // No finer than the runs are apart.
          let gap=ticks.length>1?to-from:3600;
          for(let i=1;i<ticks.length;i++)gap=Math.min(gap,ticks[i]-ticks[i-1]);
          const width=Math.max(260,box.clientWidth||800),height=190,left=44,bottom=22,top=8;
          const most=Math.max(1,Math.floor((width-left)/14));
          const steps=[60,300,900,1800,3600,7200,14400,21600,43200,86400,172800,604800,1209600,2592000];
          const step=steps.find(s=>s>=Math.min(gap,86400)&&(to-from)/s<most)||Math.ceil((to-from)/most/86400)*86400;
          const start=Math.floor(from/step)*step,count=Math.floor((to-start)/step)+1;
          const bins=Array.from({length:count},()=>new Map());
          for(const row of rows){
            const bin=bins[Math.floor((row.t-start)/step)],c=colours[row.d];
            bin.set(c,(bin.get(c)||0)+1);
          }
          const high=Math.max(...bins.map(b=>[...b.values()].reduce((x,y)=>x+y,0)));
          const svg=shape("svg",{width:width,height:height,role:"img",
            "aria-label":"Rows by time of their run, from "+time(from)+" to "+time(to)+" UTC"});
          const plot=height-top-bottom,y=v=>top+plot*(1-v/high);
          for(const value of [0,high/2,high]){
            if(value!==Math.round(value))continue;
            svg.append(shape("line",{"class":"rule",x1:left,x2:width,y1:y(value),y2:y(value)}));
            svg.append(shape("text",{x:left-6,y:y(value)+4,"text-anchor":"end"},number(value)));
          }
          const slot=Math.min(28,(width-left)/count);
          bins.forEach((bin,i)=>{
            let below=0;
            for(const c of [...bin.keys()].sort((a,b)=>a-b)){
              const n=bin.get(c),name=c<8?detections[order[c]].name:"other detections";
              svg.append(titled(shape("rect",{"class":"k"+c,x:left+i*slot+1,width:Math.max(1,slot-2),
                y:y(below+n),height:Math.max(1,y(below)-y(below+n)-(below?1:0))}),
                time(start+i*step)+" UTC, "+name+": "+number(n)+" row(s)"));
              below+=n;
            }
          });
          const last=left+count*slot;
          svg.append(shape("text",{x:left,y:height-6},time(start)));
          if(last-left>260)svg.append(shape("text",{x:last,y:height-6,"text-anchor":"end"},time(start+count*step)));
          const legend=el("ul",{"class":"legend"});
          order.slice(0,8).forEach((d,i)=>legend.append(el("li",{},el("span",{"class":"key k"+i}),
            detections[d].name+" ("+number(counts[d])+")")));
          if(order.length>8)legend.append(el("li",{},el("span",{"class":"key k8"}),
            (order.length-8)+" others"));
          const unit=step<3600?step/60+" min":step<86400?step/3600+" h":step/86400+" d";
          box.replaceChildren(svg,legend,el("p",{"class":"soft"},"A bar is "+unit+". Times are UTC."));
        }
        function objects(){
          const found=new Map();
          for(const row of rows)for(const o of row.o){
            const key=objectName(o);
            if(!found.has(key))found.set(key,{name:key,total:0,parts:new Map(),steps:[]});
            const entry=found.get(key);
            entry.total+=o[2];
            entry.parts.set(row.d,(entry.parts.get(row.d)||0)+o[2]);
            entry.steps.push([row.t,o[2]]);
          }
          const list=[...found.values()].sort((a,b)=>b.total-a.total||(a.name<b.name?-1:1));
          if(!list.length)return el("p",{"class":"soft"},"No risk was raised.");
          const high=list[0].total||1;
          return more(list,15,"risk objects",part=>{
            const box=el("div",{"class":"bars"});
            for(const entry of part){
              const button=el("button",{"class":"plain name",type:"button",
                title:"Show its rows below"},entry.name);
              button.addEventListener("click",()=>filter({object:entry.name}));
              const bar=el("div",{"class":"bar"});
              for(const [d,score] of [...entry.parts].sort((a,b)=>b[1]-a[1])){
                const piece=el("i",{"class":colour(d),title:detections[d].name+": "+number(score)});
                piece.style.width=100*score/high+"%";
                bar.append(piece);
              }
              box.append(button,el("span",{"class":"n"},number(entry.total)),bar,sum(entry));
            }
            return box;
          });
        }
        function sum(entry){
          const steps=entry.steps.sort((a,b)=>a[0]-b[0]),w=110,h=24;
          const from=steps[0][0],span=Math.max(1,steps[steps.length-1][0]-from);
          const high=Math.max(100,entry.total),y=v=>h-1-(h-2)*v/high;
          let total=0,path="M0 "+y(0);
          for(const [t,score] of steps){
            const x=w*(t-from)/span;
            path+="L"+x.toFixed(1)+" "+y(total).toFixed(1);
            total+=score;
            path+="L"+x.toFixed(1)+" "+y(total).toFixed(1);
          }
          path+="L"+w+" "+y(total).toFixed(1);
          const svg=shape("svg",{width:w,height:h,role:"img","aria-label":
            "Score of "+entry.name+" adds up to "+entry.total+" by "+time(steps[steps.length-1][0])});
          svg.append(shape("line",{"class":"limit",x1:0,x2:w,y1:y(100),y2:y(100)}),
            shape("path",{"class":"step",d:path}));
          return svg;
        }
        function techniques(){
          const found=new Map();
          for(const row of rows)for(const id of detections[row.d].techniques){
            if(!found.has(id))found.set(id,{id:id,rows:0,detections:new Set(),objects:new Set()});
            const entry=found.get(id);
            entry.rows++;
            entry.detections.add(row.d);
            for(const o of row.o)entry.objects.add(objectName(o));
          }
          const list=[...found.values()].sort((a,b)=>b.rows-a.rows||(a.id<b.id?-1:1));
          if(!list.length)return el("p",{"class":"soft"},"No detection that fired names a technique.");
          return more(list,25,"techniques",part=>table(
            [["Technique"],["Tactics"],["Detections"],["Rows",1],["Risk objects",1]],
            part.map(e=>[e.id,(data.tactics[e.id]||[]).join(", "),
              [...e.detections].map(d=>detections[d].name).join(", "),number(e.rows),
              number(e.objects.size)])));
        }
        function detectionTable(){
          const list=order.slice();
          const facts=list.map(d=>({d:d,objects:new Set(),score:0,first:Infinity,last:-Infinity}));
          const at=new Map(list.map((d,i)=>[d,i]));
          for(const row of rows){
            const fact=facts[at.get(row.d)];
            fact.score+=scoreOf(row);
            for(const o of row.o)fact.objects.add(objectName(o));
            if(row.t<fact.first)fact.first=row.t;
            if(row.t>fact.last)fact.last=row.t;
          }
          if(!list.length)return el("p",{"class":"soft"},"No detection fired.");
          return more(facts,25,"detections",part=>table(
            [["Detection"],["Type"],["Rows",1],["Risk objects",1],["Score",1],["First run"],["Last run"]],
            part.map(f=>{
              const button=el("button",{"class":"plain",type:"button",title:"Show its rows below"},
                el("span",{"class":"key "+colour(f.d)}),detections[f.d].name);
              button.addEventListener("click",()=>filter({detection:f.d}));
              return [button,detections[f.d].type,number(counts[f.d]),number(f.objects.size),
                number(f.score),time(f.first),time(f.last)];
            })));
        }

        """#
}

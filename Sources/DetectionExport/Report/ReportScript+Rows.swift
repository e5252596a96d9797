extension ReportScript {
    /// The table of rows: filtered, sorted, a page at a time, so that ten thousand are no more work
    /// than a hundred.
    static let rows = #"""
        const pageRows=100;
        const view={text:"",detection:-1,object:"",sort:"t",down:false,page:0,list:[]};
        const words=rows.map(()=>null);
        function wordsOf(i){
          if(words[i]===null){
            const row=rows[i];
            words[i]=(detections[row.d].name+" "+row.m+" "+row.o.map(objectName).join(" ")+" "+
              row.c.map(c=>c[0]+"="+[].concat(c[1]).join(" ")).join(" ")).toLowerCase();
          }
          return words[i];
        }
        function select(){
          const wanted=view.text.toLowerCase().split(/\s+/).filter(Boolean);
          const list=[];
          for(let i=0;i<rows.length;i++){
            const row=rows[i];
            if(view.detection>=0&&row.d!==view.detection)continue;
            if(view.object&&!row.o.some(o=>objectName(o)===view.object))continue;
            if(wanted.length&&!wanted.every(w=>wordsOf(i).includes(w)))continue;
            list.push(i);
          }
          const value={t:i=>rows[i].t,d:i=>detections[rows[i].d].name,s:i=>scoreOf(rows[i]),
            n:i=>rows[i].k}[view.sort];
          list.sort((a,b)=>{
            const x=value(a),y=value(b),o=x<y?-1:x>y?1:a-b;
            return view.down?-o:o;
          });
          view.list=list;
          view.page=0;
          draw();
        }
        function filter(change){
          if("detection" in change)view.detection=change.detection;
          if("object" in change)view.object=change.object;
          byId("by-detection").value=String(view.detection);
          byId("by-object").value=view.object;
          select();
          byId("rows-title").scrollIntoView();
          byId("search").focus({preventScroll:true});
        }
        function draw(){
          const body=byId("rows"),pages=Math.max(1,Math.ceil(view.list.length/pageRows));
          const from=view.page*pageRows,part=view.list.slice(from,from+pageRows);
          body.replaceChildren(...part.map(line));
          byId("shown").textContent=view.list.length?"Rows "+number(from+1)+"–"+
            number(from+part.length)+" of "+number(view.list.length):"No row fits.";
          byId("back").disabled=view.page===0;
          byId("on").disabled=view.page>=pages-1;
          for(const th of document.querySelectorAll("table.rows th[data-sort]"))
            th.setAttribute("aria-sort",th.dataset.sort!==view.sort?"none":view.down?"descending":"ascending");
        }
        function line(i){
          const row=rows[i];
          const button=el("button",{"class":"plain",type:"button","aria-expanded":"false"},
            detections[row.d].name);
          const first=cell("","");
          first.append(button);
          if(row.l)first.append(" ",el("span",{"class":"late"},"late, revision "+row.r));
          const tr=el("tr",{},cell(time(row.s)+"–"+clock(row.e),"Window"),first,
            cell(row.o.map(objectName).join(", "),"Risk objects"),
            cell(row.o.length?number(scoreOf(row)):"","Score",true),
            cell(number(row.k),"Events",true),cell(row.m,"Message"));
          button.addEventListener("click",()=>{
            const open=button.getAttribute("aria-expanded")==="true";
            button.setAttribute("aria-expanded",String(!open));
            if(open)tr.nextSibling.remove();else tr.after(detail(row));
          });
          return tr;
        }
        function detail(row){
          const list=el("dl");
          for(const [name,value] of row.c)
            list.append(el("dt",{},name),el("dd",{},[].concat(value).join("\n")));
          list.append(el("dt",{},"run"),el("dd",{},time(row.t)+" UTC"));
          const box=el("td",{colspan:"6"},el("h3",{},"Row"),list);
          if(row.p.length){
            const tree=el("ol",{"class":"tree"});
            for(const [depth,kind,name,command,pid,at] of row.p){
              const item=el("li",kind===1?{"class":"hit"}:{},name||"(no name)",
                pid?" ":null,pid?el("span",{"class":"soft"},"pid "+pid):null,
                at?el("span",{"class":"soft"}," "+time(at)):null,
                kind===2?el("span",{"class":"soft"}," its own creation is not in these logs"):null,
                kind===3?el("span",{"class":"soft"}," and further children"):null,
                command?el("br"):null,command?el("code",{},command):null);
              item.style.marginLeft=depth*18+"px";
              tree.append(item);
            }
            box.append(el("h3",{},"Processes, from parent to child"),tree);
          }
          box.append(el("h3",{},row.v.length<row.k?"The first "+row.v.length+" of "+number(row.k)+
            " events":"Events"));
          for(const index of row.v){
            const event=data.events[index];
            box.append(el("p",{"class":"soft"},data.files[event[0]]+" at byte "+event[1]),
              el("pre",{tabindex:"0"},event[2]));
          }
          if(!row.v.length)box.append(el("p",{"class":"soft"},row.k?"Too many to be kept in the report.":
            "No event of the logs stands for this row alone."));
          return el("tr",{"class":"detail"},box);
        }
        function start(){
          timeline();
          byId("objects").append(objects());
          byId("detections").append(detectionTable());
          byId("techniques").append(techniques());
          const detection=byId("by-detection"),object=byId("by-object");
          detection.append(el("option",{value:"-1"},"all"));
          for(const d of order)detection.append(el("option",{value:String(d)},detections[d].name));
          const names=new Set();
          for(const row of rows)for(const o of row.o)names.add(objectName(o));
          object.append(el("option",{value:""},"all"));
          for(const name of [...names].sort())object.append(el("option",{value:name},name));
          detection.addEventListener("change",()=>{view.detection=Number(detection.value);select();});
          object.addEventListener("change",()=>{view.object=object.value;select();});
          let wait=0;
          byId("search").addEventListener("input",event=>{
            clearTimeout(wait);
            wait=setTimeout(()=>{view.text=event.target.value;select();},120);
          });
          byId("clear").addEventListener("click",()=>{
            view.text="";byId("search").value="";view.detection=-1;view.object="";
            detection.value="-1";object.value="";select();
          });
          byId("back").addEventListener("click",()=>{view.page--;draw();});
          byId("on").addEventListener("click",()=>{view.page++;draw();});
          for(const th of document.querySelectorAll("table.rows th[data-sort]"))
            th.querySelector("button").addEventListener("click",()=>{
              view.down=view.sort===th.dataset.sort?!view.down:th.dataset.sort!=="t"&&th.dataset.sort!=="d";
              view.sort=th.dataset.sort;
              select();
            });
          select();
          let resize=0;
          addEventListener("resize",()=>{clearTimeout(resize);resize=setTimeout(timeline,150);});
        }
        start();
        """#
}

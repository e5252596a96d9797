/// Names of Splunk's commands, so that one which riskd does not have yet is told from a slip.
///
/// Source: Splunk Search Reference, "Command quick reference".
enum SplunkCommands {
    static let names: Set<String> = [
        "abstract", "accum", "addcoltotals", "addinfo", "addtotals", "analyzefields", "anomalies",
        "anomalousvalue", "anomalydetection", "append", "appendcols", "appendpipe", "apply",
        "arules", "associate", "autoregress", "bin", "bucket", "bucketdir", "chart", "cluster",
        "cofilter", "collect", "concurrency", "contingency", "convert", "correlate", "datamodel",
        "dbinspect", "dedup", "delete", "delta", "diff", "erex", "eval", "eventcount",
        "eventstats", "extract", "fieldformat", "fields", "fieldsummary", "filldown", "fillnull",
        "findtypes", "fit", "folderize", "foreach", "format", "from", "gauge", "gentimes", "geom",
        "geomfilter", "geostats", "head", "highlight", "history", "iconify", "inputcsv",
        "inputintelligence", "inputlookup", "iplocation", "join", "kmeans", "kvform", "loadjob",
        "localize", "localop", "lookup", "makecontinuous", "makemv", "makeresults", "map",
        "mcollect", "metadata", "metasearch", "meventcollect", "mpreview", "msearch", "mstats",
        "multikv", "multisearch", "mvcombine", "mvexpand", "nomv", "outlier", "outputcsv",
        "outputlookup", "outputtext", "overlap", "pivot", "predict", "rangemap", "rare",
        "redistribute", "regex", "reltime", "rename", "replace", "require", "rest", "return",
        "reverse", "rex", "rtorder", "run", "savedsearch", "script", "scrub", "search",
        "searchtxn", "selfjoin", "sendalert", "sendemail", "set", "setfields", "sichart",
        "sirare", "sistats", "sitimechart", "sitop", "sort", "spath", "stats", "strcat",
        "streamstats", "summary", "table", "tags", "tail", "timechart", "timewrap", "tojson",
        "top", "transaction", "transpose", "trendline", "tscollect", "tstats", "typeahead",
        "typelearner", "typer", "union", "uniq", "untable", "walklex", "where", "x11", "xmlkv",
        "xmlunescape", "xpath", "xsdetails", "xyseries",
    ]
}

/// Names of Splunk's commands, so that one which riskd does not have yet is told from a slip.
///
/// Source: Splunk Search Reference, "Command quick reference".
enum SplunkCommands {
    /// Why a command cannot run here, for those that nothing will change about.
    static let refusals: [String: String] = [
        "apply": "it needs a model of the Machine Learning Toolkit.",
        "fit": "it trains a model of the Machine Learning Toolkit.",
        "collect": "it writes to an index of Splunk.",
        "outputlookup": "it keeps state in a lookup table between runs.",
        "outputcsv": "it writes to a file of Splunk.",
        "rest": "it asks Splunk about itself.",
        "datamodel": "it reads raw events; begin with `| tstats … from datamodel=…`.",
        "from": "it reads raw events; begin with `| tstats … from datamodel=…`.",
        "savedsearch": "it runs another search of Splunk.",
        "loadjob": "it reads the results of another search of Splunk.",
        "sendalert": "it runs an action of Splunk.",
        "sendemail": "it runs an action of Splunk.",
        "script": "it runs a program.",
        "run": "it runs a program.",
        "tags": "it needs the tags of values that Splunk knows.",
        "eventcount": "it counts the events of indexes of Splunk.",
        "iplocation": "it needs a database of addresses.",
    ]

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

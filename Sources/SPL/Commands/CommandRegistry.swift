/// All commands that a search may use.
enum CommandRegistry {
    static let all = CommandTable(
        [
            Tstats.self,
            Inputlookup.self,
            Search.self,
            Where.self,
            Regex.self,
            Eval.self,
            Rex.self,
            Convert.self,
            Bin.self,
            Fillnull.self,
            Makemv.self,
            Nomv.self,
            Mvexpand.self,
            LookupCommand.self,
            Rename.self,
            TableCommand.self,
            Fields.self,
            Stats.self,
            Eventstats.self,
            Streamstats.self,
            Dedup.self,
            Sort.self,
            Head.self,
            Tail.self,
            Join.self,
            Append.self,
        ], implied: RawSearch.self)
}

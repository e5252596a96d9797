/// A condition of the search language as written, before its names mean anything.
indirect enum SearchExpression: Equatable {
    /// Nothing is written, which everything fulfils.
    case all
    case and([SearchExpression])
    case or([SearchExpression])
    case not(SearchExpression)
    case comparison(SearchField, Comparison, SearchValue)
    /// `field IN (…)`; never empty.
    case membership(SearchField, [SearchValue])
    /// A value without field.
    case term(SearchValue)
    /// `[ … ]`: its rows stand for the condition that some of them agree in all columns.
    case subsearch(Range<Int>)
}

/// A field name in a condition.
struct SearchField: Equatable {
    let name: String
    let range: Range<Int>
}

/// A value in a condition; stars in it are wildcards, also those in quotes.
struct SearchValue: Equatable {
    let text: String
    let isCaseSensitive: Bool
    let range: Range<Int>

    var pattern: TextPattern { TextPattern(text, isCaseSensitive: isCaseSensitive) }
}

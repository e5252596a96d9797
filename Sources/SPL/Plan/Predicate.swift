/// A condition of the search language, over fields that `Reference` names: ``ScanField`` in a scan,
/// a column name above it.
///
/// Two-valued: a missing field makes a comparison false, and `not` turns that into true.
package indirect enum Predicate<Reference: Sendable>: Sendable {
    /// Always true (an empty search, `search *`).
    case all
    case and([Predicate])
    case or([Predicate])
    case not(Predicate)
    /// `field=v`, and `field IN (v, …)`: some value of the field matches some pattern.
    case matches(Reference, [TextPattern])
    /// `field!=v`: the field exists and some value of it does not match.
    case differs(Reference, TextPattern)
    /// `field<v` and the like: numeric when both sides are numbers, otherwise by character.
    case ordered(Reference, Ordering, String)
    /// Some value of the field passes a test that no pattern can say. The search language has none of
    /// these; rules of Sigma have.
    case passes(Reference, ValueTest)
    /// Some value of the first field lies so to some value of the second.
    case compares(Reference, FieldComparison, Reference)
    /// A bare term: it is looked for in the raw text, as ``RawText`` says; nil where there is none,
    /// as in rows of a table, which then do not have it.
    case term(TextPattern, in: Reference?)
}

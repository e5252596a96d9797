/// The calculations that all data sets share: what is missing becomes the word `unknown`.
///
/// One for each event, because the word stands once in its bytes.
struct UnknownFill {
    private var word: Range<Int>?

    /// `if(isnull(f) OR f="","unknown",f)`
    mutating func fill(_ field: some DataSetField, of event: inout Event) {
        guard event.isMissing(field) else { return }
        if let word {
            event.set(field.id, range: word)
        } else {
            event.set(field, "unknown")
            word = event.range(of: field.id)
        }
    }

    /// `vendor_product`: what the source gives, else its sourcetype, else `unknown`. The model's
    /// `vendor` and `product` are set by no source.
    mutating func fillVendor<Field: DataSetField>(_: Field.Type, of event: inout Event) {
        guard event.isMissing(Field.vendor_product) else { return }
        if event.isMissing(Field.sourcetype) {
            fill(Field.vendor_product, of: &event)
        } else {
            event.set(Field.vendor_product, sameAs: .sourcetype)
        }
    }
}

extension DNS {
    /// Sets the fields that the data model calculates from the others, in the model's order.
    ///
    /// Source: Splunk_SA_CIM 5.0 `Network_Resolution.json`, data set `DNS`, calculations.
    package static func calculateFields(of event: inout Event) {
        var unknown = UnknownFill()
        unknown.fill(Field.answer, of: &event)
        fillCount(.answer_count, of: &event)
        unknown.fill(Field.dest, of: &event)
        unknown.fill(Field.message_type, of: &event)
        unknown.fill(Field.query, of: &event)
        fillCount(.query_count, of: &event)
        if event.isMissing(Field.reply_code_id), !event.isMissing(Field.reply_code) {
            event.set(Field.reply_code_id, sameAs: .reply_code)
        }
        unknown.fill(Field.reply_code_id, of: &event)
        lookUpReplyCode(of: &event, &unknown)
        unknown.fillVendor(Field.self, of: &event)
    }

    /// `case(isnum(c),c,isnotnull(x),mvcount(x),1=1,1)`: one, for the word `unknown` counts too. A
    /// source that gives several values gives their number.
    private static func fillCount(_ count: Field, of event: inout Event) {
        if !event.isNumber(count) { event.set(count, "1") }
    }

    /// `reply_code` is the model's own word for the code: what the source calls it does not stand.
    private static func lookUpReplyCode(of event: inout Event, _ unknown: inout UnknownFill) {
        event.setNull(Field.reply_code)
        if let range = event.range(of: Field.reply_code_id.id),
            let reply = replyCodes.first(where: {
                $0.keys.contains { ASCII.equals(event.bytes, range, $0) }
            })
        {
            event.set(Field.reply_code, reply.text)
        }
        unknown.fill(Field.reply_code, of: &event)
    }

    /// Numbers, names and texts of the codes that the header of a reply can hold. Windows status
    /// codes (9003 for a name that does not exist) are not among them.
    ///
    /// Source: IANA, "DNS RCODEs"; the texts are those of Splunk_SA_CIM's lookup.
    private static let replyCodes = [
        ("0", "NoError", "No Error"), ("1", "FormErr", "Format Error"),
        ("2", "ServFail", "Server Failure"), ("3", "NXDomain", "Non-Existent Domain"),
        ("4", "NotImp", "Not Implemented"), ("5", "Refused", "Query Refused"),
        ("6", "YXDomain", "Name Exists when it should not"),
        ("7", "YXRRSet", "RR Set Exists when it should not"),
        ("8", "NXRRSet", "RR Set that should exist does not"),
        ("9", "NotAuth", "Not Authorized"), ("10", "NotZone", "Name not contained in zone"),
    ].map { (keys: [$0.0, $0.1, $0.2].map { Array($0.utf8) }, text: $0.2) }
}

extension DNS {
    /// `case(isnum(c),c,isnotnull(x),mvcount(x),1=1,1)` is one for both counts, for the word
    /// `unknown` counts too; a source that gives several values gives their number. `reply_code` is
    /// the model's own word for the code: what the source calls it does not stand.
    ///
    /// Source: Splunk_SA_CIM 5.0 `Network_Resolution.json`, data set `DNS`, calculations.
    package static let calculations: [Calculation<Field>] =
        [
            .unknown(.answer), .number(.answer_count, else: 1), .unknown(.dest),
            .unknown(.message_type), .unknown(.query), .number(.query_count, else: 1),
            .same(.reply_code_id, as: .reply_code), .unknown(.reply_code_id),
            .lookup(.reply_code, of: .reply_code_id, replyCodes), .unknown(.reply_code),
        ] + Calculation.vendorProduct()

    /// Numbers, names and texts of the codes that the header of a reply can hold. Windows status
    /// codes (9003 for a name that does not exist) are not among them.
    ///
    /// Source: IANA, "DNS RCODEs"; the texts are those of Splunk_SA_CIM's lookup.
    private static let replyCodes: [(keys: [[UInt8]], text: Produced)] = [
        ("0", "NoError", .noError), ("1", "FormErr", .formatError),
        ("2", "ServFail", .serverFailure), ("3", "NXDomain", .nonExistentDomain),
        ("4", "NotImp", .notImplemented), ("5", "Refused", .queryRefused),
        ("6", "YXDomain", .nameExists), ("7", "YXRRSet", .setExists),
        ("8", "NXRRSet", .setMissing), ("9", "NotAuth", .notAuthorized),
        ("10", "NotZone", Produced.notInZone),
    ].map { (keys: [$0.0, $0.1, $0.2.rawValue].map { Array($0.utf8) }, text: $0.2) }
}

import SPL

extension Macro {
    /// Macros that searches of detection content call and that no content brings along, because
    /// they come with the Common Information Model app. Content may define them anew.
    ///
    /// Source: Splunk_SA_CIM, `default/macros.conf`.
    static let ofSplunk = [
        Macro(
            name: "drop_dm_object_name", arguments: ["object"],
            definition: "rename \"$object$.*\" as *")
    ]
}

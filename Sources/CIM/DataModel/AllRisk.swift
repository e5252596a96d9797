/// `Risk.All_Risk`: what detections say of risk objects. No log fills it: riskd's own risk events do.
///
/// Fields may have several values, unlike those of the other data sets.
package enum AllRisk {
    /// Source: SA-ThreatIntelligence `Risk.json`, data set `All_Risk`, and the annotations that its
    /// searches add. Factors are not modelled, so `calculated_risk_score` is the score; `dest` and
    /// `user` stand where the risk object is one.
    package static let dataSet = DataSet(
        model: "Risk", name: "All_Risk",
        fields: [
            "analyticstories", "annotations._all", "annotations._frameworks",
            "annotations.analytic_story", "annotations.cis20", "annotations.kill_chain_phases",
            "annotations.mitre_attack", "annotations.mitre_attack.mitre_tactic",
            "annotations.mitre_attack.mitre_tactic_id",
            "annotations.mitre_attack.mitre_technique",
            "annotations.mitre_attack.mitre_technique_id", "annotations.nist",
            "calculated_risk_score", "contributing_events_search", "control", "creator",
            "description", "dest", "detection_id", "detection_type", "governance", "host", "index",
            "normalized_risk_object", "risk_event_id", "risk_factor_add", "risk_factor_mult",
            "risk_message", "risk_object", "risk_object_bunit", "risk_object_category",
            "risk_object_priority", "risk_object_type", "risk_score", "savedsearch_description",
            "search_name", "severity", "source", "sourcetype", "src", "tag", "threat_object",
            "threat_object_type", "user",
        ],
        weak: ["source", "sourcetype", "tag"])
}

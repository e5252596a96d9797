import CIM

/// The data sets as riskd had them when fingerprints and event logs told fields by their place among
/// them. Frozen: a field that data sets get later is not added here.
///
/// With ``LegacyFingerprint`` and `LegacyEventBlock` for states that riskd 0.1.0 wrote before its
/// fingerprints had a version. The three files go with riskd 1.0.
enum LegacyDataSets {
    /// Fields of the data set of this name then, in the order of then; nil for later ones.
    static func fields(of dataSet: DataSet) -> [String]? { names[dataSet.qualifiedName] }

    /// The place of then of a field of today; nil for one that the data set did not have.
    static func place(of field: FieldID, in dataSet: DataSet) -> Int? {
        fields(of: dataSet)?.firstIndex(of: dataSet.fields[field.index])
    }

    private static let names = all.mapValues {
        $0.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static let all: [String: String] = [
        "Endpoint.Processes": """
        action cpu_load_percent dest dest_bunit dest_category dest_is_expected
        dest_priority dest_requires_av dest_should_timesync dest_should_update host
        index loaded_file mem_used original_file_name os parent_process
        parent_process_exec parent_process_guid parent_process_hash parent_process_id
        parent_process_name parent_process_path parent_user process
        process_current_directory process_exec process_guid process_hash process_id
        process_integrity_level process_name process_path source sourcetype tag user
        user_bunit user_category user_id user_priority vendor_product
        """,
        "Endpoint.Registry": """
        action cim_entity_zone dest dest_bunit dest_category dest_priority
        dest_requires_av dest_should_timesync dest_should_update host image index
        parent_process parent_process_exec parent_process_guid parent_process_hash
        parent_process_id parent_process_name parent_process_path process process_exec
        process_guid process_hash process_id process_name process_path registry_hive
        registry_key_name registry_path registry_value_data registry_value_name
        registry_value_text registry_value_type source sourcetype status tag user
        user_bunit user_category user_priority vendor_product
        """,
        "Endpoint.Filesystem": """
        action cim_entity_zone dest dest_bunit dest_category dest_priority
        dest_requires_av dest_should_timesync dest_should_update file_access_time
        file_acl file_create_time file_hash file_modify_time file_name file_path
        file_size host image index parent_process parent_process_exec
        parent_process_guid parent_process_hash parent_process_id parent_process_name
        parent_process_path process process_exec process_guid process_hash process_id
        process_name process_path source sourcetype tag user user_bunit user_category
        user_priority vendor_product
        """,
        "Network_Traffic.All_Traffic": """
        action app bytes bytes_in bytes_out channel cim_entity_zone dest dest_bunit
        dest_category dest_interface dest_ip dest_mac dest_port dest_priority
        dest_translated_ip dest_translated_port dest_zone direction duration dvc
        dvc_bunit dvc_category dvc_ip dvc_mac dvc_priority dvc_zone flow_id host
        icmp_code icmp_type index packets packets_in packets_out process_id protocol
        protocol_version response_time rule rule_id session_id source sourcetype src
        src_bunit src_category src_interface src_ip src_mac src_port src_priority
        src_translated_ip src_translated_port src_zone ssid tag tcp_flag tos transport
        ttl user user_bunit user_category user_priority vendor_account vendor_product
        vlan wifi
        """,
        "Network_Resolution.DNS": """
        additional_answer_count answer answer_count authority_answer_count
        cim_entity_zone dest dest_bunit dest_category dest_ip dest_port dest_priority
        duration host index message_type name query query_count query_type record_type
        reply_code reply_code_id response_time source sourcetype src src_bunit
        src_category src_ip src_port src_priority tag transaction_id transport ttl
        vendor_product
        """,
        "Risk.All_Risk": """
        analyticstories annotations._all annotations._frameworks
        annotations.analytic_story annotations.cis20 annotations.kill_chain_phases
        annotations.mitre_attack annotations.mitre_attack.mitre_tactic
        annotations.mitre_attack.mitre_tactic_id
        annotations.mitre_attack.mitre_technique
        annotations.mitre_attack.mitre_technique_id annotations.nist
        calculated_risk_score contributing_events_search control creator description
        dest detection_id detection_type governance host index normalized_risk_object
        risk_event_id risk_factor_add risk_factor_mult risk_message risk_object
        risk_object_bunit risk_object_category risk_object_priority risk_object_type
        risk_score savedsearch_description search_name severity source sourcetype src
        tag threat_object threat_object_type user
        """,
    ]
}

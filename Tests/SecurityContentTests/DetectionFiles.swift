/// Detection files in the three generations of the schema, in our own words.
enum DetectionFiles {
    static let observables = """
        name: Sample One
        id: 00000000-0000-4000-8000-000000000001
        version: 3
        date: '2024-09-30'
        author: somebody
        status: production
        type: TTP
        description: 'It''s a sample.'
        data_source:
        - Sysmon EventID 1
        search: '| tstats count from datamodel=Endpoint.Processes where Processes.process="it''s"
          by Processes.user Processes.dest | `drop_dm_object_name(Processes)`'
        drilldown_searches:
        - name: Rows for $user$
          search: '%original_detection_search% | search user=$user$'
          earliest_offset: -7d
          latest_offset: now
        tags:
          analytic_story:
          - Story B
          - Story A
          asset_type: Endpoint
          confidence: '50'
          impact: 45.0
          message: $user$ did it on $dest$
          mitre_attack_id:
          - T1197
          - T1059.001
          cve: []
          observable:
          - name: user
            type: User
            role: [Victim]
          - name: dest
            type: Endpoint
            role: [Victim]
          - name: process_name
            type: Process Name
            role: [Attacker]
          risk_score: 99.9
          security_domain: endpoint
        """

    static let rba = """
        name: Sample Two
        id: 00000000-0000-4000-8000-000000000002
        version: 12
        date: 2025-03-01
        status: experimental
        type: Anomaly
        description: A sample.
        search: '| tstats count from datamodel=Endpoint.Processes by Processes.dest'
        rba:
          message: $dest$ looks odd
          risk_objects:
          - field: user
            type: user
            score: 30
          - field: dest
            type: system
            score: 64
          threat_objects:
          - field: process_name
            type: process_name
          - field: parent_process_name
            type: parent_process_name
        tags:
          analytic_story: [Story A]
          mitre_attack_id: [T1003]
          security_domain: network
          cve: [CVE-2024-0001]
        """

    static let findings = """
        name: Sample Three
        id: 00000000-0000-4000-8000-000000000003
        version: 1
        creation_date: '2025-01-01'
        modification_date: '2025-10-02'
        status: production
        type: TTP
        description: A sample.
        search: '| tstats count from datamodel=Endpoint.Processes by Processes.dest'
        analytic_story: [Story C]
        mitre_attack_id: [T1486]
        security_domain: endpoint
        finding:
          title: $user$ encrypts on $dest$
          entity:
            field: user
            type: user
            score: 90
        intermediate_findings:
          entities:
          - field: dest
            type: system
            score: 40
            message: $dest$ is encrypted
        threat_objects:
        - field: process_name
          type: process_name
        """

    static let hunting = """
        name: Sample Four
        id: 00000000-0000-4000-8000-000000000004
        type: Hunting
        search: '| tstats count from datamodel=Endpoint.Processes by Processes.dest'
        """
}

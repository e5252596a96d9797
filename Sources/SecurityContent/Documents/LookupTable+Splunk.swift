import SPL

extension LookupTable {
    /// Lookups that come with Enterprise Security and have no rows until a site fills them. Content
    /// may bring them along, as lookups/<name>.yml with a CSV file.
    ///
    /// Source: SA-IdentityManagement, `default/transforms.conf`.
    static let ofSplunk = [
        LookupTable(name: "asset_lookup_by_str", columns: ["asset"] + assetColumns, rows: []),
        LookupTable(name: "asset_lookup_by_cidr", columns: ["asset"] + assetColumns, rows: []),
        LookupTable(
            name: "identity_lookup_expanded", columns: ["identity"] + identityColumns, rows: []),
    ]

    private static let assetColumns = [
        "ip", "mac", "nt_host", "dns", "owner", "priority", "lat", "long", "city", "country",
        "bunit", "category", "pci_domain", "is_expected", "should_timesync", "should_update",
        "requires_av",
    ]
    private static let identityColumns = [
        "prefix", "nick", "first", "last", "suffix", "email", "phone", "managedBy", "priority",
        "bunit", "category", "watchlist", "startDate", "endDate",
    ]
}

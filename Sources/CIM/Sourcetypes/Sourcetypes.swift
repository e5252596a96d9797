/// The registry.
enum Sourcetypes {
    static let all: [any Sourcetype.Type] = [
        SysmonProcessCreation.self,
        SysmonRegistryChange.self,
        SysmonFileActivity.self,
        SysmonNetworkConnection.self,
        SysmonDNSQuery.self,
        SecurityProcessCreation.self,
        SecurityRegistryChange.self,
        SecurityFileAccess.self,
        SecurityConnection.self,
        FalconProcessRollup.self,
    ]
}

/// The page's own files, from the folder `Page`: they stand in the program.
enum ReportResources {
    static let style = text(PackageResources.report_css)

    /// In this order: a file uses what stands in those before it, and `main.js` starts.
    static let script = [
        PackageResources.base_js, PackageResources.data_js, PackageResources.query_js,
        PackageResources.notes_js, PackageResources.view_js, PackageResources.charts_js,
        PackageResources.rows_js, PackageResources.detail_js, PackageResources.main_js,
    ].map(text).joined()

    /// The markup, with places such as `{{verdict}}`.
    static let page = text(PackageResources.page_html)

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

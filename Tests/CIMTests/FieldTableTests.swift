import CIM
import Testing

struct FieldTableTests {
    @Test("docs/FIELDS.md is what the mappings say; `make docs` writes it")
    func isCurrent() throws {
        #expect(try DocumentsTests.text("docs/FIELDS.md") == FieldTable.markdown + "\n")
    }

    @Test("the table has each data set that records become events of, and each kind of record")
    func complete() {
        for dataSet in DataModel.all {
            let isNamed = FieldTable.markdown.contains("## `\(dataSet.qualifiedName)`")
            let sources = SourceCapability.all(of: dataSet, profile: .splunk)
            #expect(isNamed == !sources.isEmpty, "\(dataSet.qualifiedName)")
        }
    }
}

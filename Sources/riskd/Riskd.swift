import ArgumentParser
@main struct Riskd: ParsableCommand { static let configuration = CommandConfiguration(commandName: "riskd") }

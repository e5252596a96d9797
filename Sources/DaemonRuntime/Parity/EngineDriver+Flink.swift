extension EngineDriver {
    /// The command that runs a program of one file with Flink's libraries.
    package static func java(flinkHome: String) -> [String] {
        let opened = ["java.lang", "java.util", "java.time", "java.nio", "sun.nio.ch"].map {
            "--add-opens=java.base/\($0)=ALL-UNNAMED"
        }
        return ["java", "-Xmx2g"] + opened + ["-cp", flinkHome + "/lib/*"]
    }

    /// The program that submits statements to Apache Flink, which has no client that needs no more
    /// than its own libraries. Run by `java -cp 'lib/*' RunJob.java <directory> <setting>…`, where a
    /// setting is `key=value` of Flink's configuration.
    package static let flink = #"""
        import java.io.BufferedWriter;
        import java.nio.file.Files;
        import java.nio.file.Path;
        import org.apache.flink.configuration.Configuration;
        import org.apache.flink.runtime.util.EnvironmentInformation;
        import org.apache.flink.table.api.EnvironmentSettings;
        import org.apache.flink.table.api.TableEnvironment;
        import org.apache.flink.table.api.TableResult;
        import org.apache.flink.types.Row;
        import org.apache.flink.util.CloseableIterator;

        public class RunJob {
            public static void main(String[] arguments) throws Exception {
                Path directory = Path.of(arguments[arguments.length - 1]);
                Configuration settings = new Configuration();
                for (int i = 0; i < arguments.length - 1; i++) {
                    String[] setting = arguments[i].split("=", 2);
                    settings.setString(setting[0], setting[1]);
                }
                settings.setString("table.local-time-zone", "UTC");
                // The groups come of a stream or a batch, what follows of a batch over them.
                TableEnvironment grouping = environment(settings, settings.getString("riskd.mode", "BATCH"));
                TableEnvironment environment = environment(settings, "BATCH");
                try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("rows.ndjson"))) {
                    out.write("{\"version\":\"Apache Flink " + EnvironmentInformation.getVersion() + "\"}\n");
                    String setup = Files.readString(directory.resolve("setup.sql"));
                    for (String statement : setup.split("\n;;\n")) {
                        long start = System.currentTimeMillis();
                        TableResult result = grouping.executeSql(statement);
                        // The table of groups is the one that both jobs know.
                        if (statement.startsWith("CREATE TEMPORARY TABLE riskd_groups_table")) environment.executeSql(statement);
                        if (statement.startsWith("INSERT")) {
                            result.await();
                            System.err.println("grouped in " + (System.currentTimeMillis() - start) + " ms");
                        }
                    }
                    long start = System.currentTimeMillis();
                    for (int number = 0; Files.exists(directory.resolve(number + ".sql")); number++) {
                        String query = Files.readString(directory.resolve(number + ".sql"));
                        try (CloseableIterator<Row> rows = environment.executeSql(query).collect()) {
                            while (rows.hasNext()) write(rows.next(), out);
                        }
                    }
                    System.err.println("rows made in " + (System.currentTimeMillis() - start) + " ms");
                    out.write("{\"done\":true}\n");
                }
                System.exit(0);
            }

            private static void write(Row row, BufferedWriter out) throws Exception {
                out.write("{\"query\":" + row.getField(0) + ",\"tick\":" + row.getField(1));
                out.write(",\"cells\":[");
                Object[] cells = (Object[]) row.getField(2);
                for (int i = 0; i < cells.length; i++) {
                    out.write(i > 0 ? ",[" : "[");
                    String separator = "";
                    Object[] values = (Object[]) cells[i];
                    for (int j = 0; values != null && j < values.length; j++) {
                        if (values[j] == null) continue;
                        out.write(separator + quoted((String) values[j]));
                        separator = ",";
                    }
                    out.write("]");
                }
                out.write("]}\n");
            }

            private static TableEnvironment environment(Configuration settings, String mode) {
                Configuration configuration = settings.clone();
                configuration.setString("execution.runtime-mode", mode);
                return TableEnvironment.create(
                    EnvironmentSettings.newInstance().withConfiguration(configuration).build());
            }

            private static String quoted(String text) {
                StringBuilder json = new StringBuilder("\"");
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    if (c == '"' || c == '\\') json.append('\\').append(c);
                    else if (c < 0x20) json.append(String.format("\\u%04x", (int) c));
                    else json.append(c);
                }
                return json.append('"').toString();
            }
        }

        """#
}

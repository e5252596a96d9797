/// The programs that stand between riskd and the engines that are Python packages.
package enum EngineDriver {
    /// Source: the Python interfaces of duckdb and chdb.
    package static let duckdb =
        head + """
            try:
                import duckdb
            except ImportError:
                sys.exit(77)
            connection = duckdb.connect()
            connection.execute("SET threads = 2")
            def execute(sql):
                connection.execute(sql)
            def rows(sql):
                for row in connection.execute(sql).fetchall():
                    yield row[0], [cell or [] for cell in row[1:]]
            version = "DuckDB " + duckdb.__version__
            """ + tail

    package static let clickhouse =
        head + """
            try:
                from chdb import session
            except ImportError:
                sys.exit(77)
            connection = session.Session()
            for setting in ("join_use_nulls", "input_format_skip_unknown_fields",
                            "input_format_json_read_numbers_as_strings",
                            "output_format_json_quote_64bit_integers"):
                connection.query("SET %s = 1" % setting)
            def execute(sql):
                connection.query(sql)
            def rows(sql):
                text = connection.query(sql, "JSONCompactEachRow").bytes().decode()
                for line in text.split("\\n"):
                    if line:
                        row = json.loads(line)
                        yield row[0], row[1:]
            version = "ClickHouse " + connection.query("SELECT version()").bytes().decode().strip().strip('"')
            """ + tail

    /// Source: PySpark's SparkSession. Everything on this machine, in one process of Java.
    package static let spark =
        head + """
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
            os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-memory 2g pyspark-shell")
            try:
                import pyspark
                from pyspark.sql import SparkSession
            except ImportError:
                sys.exit(77)
            builder = SparkSession.builder.master("local[2]").appName("riskd parity")
            for key, value in {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC",
                               "spark.sql.ansi.enabled": "false", "spark.log.level": "ERROR",
                               "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                               "spark.sql.shuffle.partitions": "2", "spark.local.dir": directory,
                               "spark.sql.warehouse.dir": directory + "/warehouse"}.items():
                builder = builder.config(key, value)
            connection = builder.getOrCreate()
            def execute(sql):
                connection.sql(sql)
                # Each query reads the events again otherwise.
                for table in connection.catalog.listTables():
                    if not table.name.endswith("_files") and not connection.catalog.isCached(table.name):
                        connection.catalog.cacheTable(table.name)
            def rows(sql):
                for row in connection.sql(sql).collect():
                    yield row[0], [cell or [] for cell in row[1:]]
            version = "Spark " + pyspark.__version__
            """ + tail

    private static let head = """
        import json, os, sys
        directory = sys.argv[1]

        """

    private static let tail = """

        def read(name):
            with open(os.path.join(directory, name), encoding="utf-8", newline="") as file:
                return file.read()
        with open(os.path.join(directory, "rows.ndjson"), "w", encoding="utf-8") as out:
            def write(value):
                out.write(json.dumps(value) + "\\n")
            write({"version": version})
            for statement in read("setup.sql").split("\\n;;\\n"):
                execute(statement)
            number = 0
            while os.path.exists(os.path.join(directory, "%d.sql" % number)):
                try:
                    for tick, cells in rows(read("%d.sql" % number)):
                        write({"query": number, "tick": int(tick), "cells": cells})
                except Exception as error:
                    write({"query": number, "error": str(error)[:2000]})
                number += 1
            write({"done": True})

        """
}

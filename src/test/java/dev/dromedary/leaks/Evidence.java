package dev.dromedary.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What processes have left behind and said, and what must not be in it, in whatever way it is written. */
final class Evidence {

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    /** What must be found nowhere: as it is, in a URL, in JSON, in XML, in Base64, or in hexadecimal digits. */
    void secret(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        secrets.put(name, value);
        Map<String, String> quoted = Map.of(
                "a URL", URLEncoder.encode(value, StandardCharsets.UTF_8),
                "JSON", new String(JsonStringEncoder.getInstance().quoteAsString(value)),
                "XML", value.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;"));
        quoted.forEach((where, text) -> {
            if (!text.equals(value)) {
                secrets.put(name + " in " + where, text);
            }
        });
        secrets.put(name + " in Base64", Base64.getEncoder().withoutPadding().encodeToString(bytes));
        secrets.put(name + " in hex", HexFormat.of().formatHex(bytes));
    }

    void add(String where, String text) {
        texts.put(where, text);
    }

    /** Every file under a folder but those that are there to hold a secret. */
    void addFiles(Path folder, Set<String> keepers) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!keepers.contains(file.getFileName().toString())) {
                    add(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    /** Every row of every table, bytes as text. */
    void addRows(String name, DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            ResultSet found = statement.executeQuery("select tablename from pg_tables where schemaname = 'public'");
            while (found.next()) {
                tables.add(found.getString(1));
            }
            for (String table : tables) {
                StringBuilder text = new StringBuilder();
                ResultSet rows = statement.executeQuery("select * from " + table);
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        Object value = rows.getObject(i);
                        text.append(
                                        value instanceof byte[] bytes
                                                ? new String(bytes, StandardCharsets.ISO_8859_1)
                                                : String.valueOf(value))
                                .append('\n');
                    }
                }
                add(name + " table " + table, text.toString());
            }
        }
    }

    String text(String where) {
        return texts.get(where);
    }

    void assertNothingLeaked() {
        List<String> leaks = new ArrayList<>();
        texts.forEach((where, text) -> secrets.forEach((name, value) -> {
            int at = text.indexOf(value);
            if (at >= 0) {
                String before = text.substring(Math.max(0, at - 160), at);
                leaks.add(name + " in " + where + ": ..." + before + "[" + name + "]");
            }
        }));
        assertThat(leaks).isEmpty();
    }
}

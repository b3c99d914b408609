package dev.dromedary.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Reports as a table for people. */
public final class StatusTable {

    private static final List<String> HEAD =
            List.of("PIPELINE", "STATE", "CIRCUIT", "WAITING", "RECORDS/S", "DEAD LETTERS", "LAST RUN", "NEXT RUN");

    private StatusTable() {}

    /** Prints the reports, and below them what is not known and what needs a person. */
    public static void print(List<? extends JsonNode> reports, PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        reports.forEach(report -> rows.add(row(report)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
        for (JsonNode report : reports) {
            if (report.has("waitingUnknown")) {
                out.println("? " + report.get("name").asText() + ": what waits is unknown: "
                        + report.get("waitingUnknown").asText());
            }
            for (JsonNode need : report.get("needs")) {
                out.println("! " + report.get("name").asText() + ": " + need.asText());
            }
        }
    }

    private static List<String> row(JsonNode report) {
        return List.of(
                report.get("name").asText(),
                report.get("state").asText(),
                report.path("circuit").path("state").asText("-"),
                waiting(report),
                report.path("recordsPerSecond").asText("-"),
                report.path("deadLetters").asText("-"),
                lastRun(report),
                seconds(report.path("nextRun").asText("-")));
    }

    private static String waiting(JsonNode report) {
        List<String> parts = new ArrayList<>();
        for (JsonNode backlog : report.path("waiting")) {
            parts.add((backlog.get("atLeast").asBoolean() ? ">=" : "")
                    + backlog.get("count").asText() + " " + backlog.get("unit").asText());
        }
        return parts.isEmpty() ? "?" : String.join(", ", parts);
    }

    private static String lastRun(JsonNode report) {
        JsonNode run = report.path("lastRun");
        if (run.isMissingNode()) {
            return "-";
        }
        return run.get("outcome").asText() + " "
                + seconds(run.path("ended").asText(run.get("started").asText()));
    }

    /** An ISO time without the fractions of its second. */
    private static String seconds(String time) {
        return time.replaceFirst("\\.\\d+Z$", "Z");
    }
}

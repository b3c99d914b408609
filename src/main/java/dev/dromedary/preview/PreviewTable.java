package dev.dromedary.preview;

import dev.dromedary.batch.Preview.Excerpt;
import dev.dromedary.batch.Rejection;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints findings as tables for people; what is long is cut. For use by one thread. */
public final class PreviewTable {

    private static final int WIDTH = 40;
    private static final int LAST_WIDTH = 120;
    private static final int LINES = 20;
    private static final String CUT = "...";

    private final PrintStream out;

    public PreviewTable(PrintStream out) {
        this.out = out;
    }

    public void print(Findings findings) {
        List<Map<String, Object>> written = findings.preview().written();
        if (!written.isEmpty()) {
            out.println("WOULD BE WRITTEN (" + written.size() + ")");
            printRecords(written);
            written.forEach(this::printExcerpts);
        }
        List<Rejection> refused = findings.preview().refused();
        if (!refused.isEmpty()) {
            out.println(
                    (written.isEmpty() ? "" : System.lineSeparator()) + "WOULD BE REFUSED (" + refused.size() + ")");
            List<List<String>> lines = new ArrayList<>(List.of(List.of("SOURCE", "REASON", "PATH", "DETAIL")));
            refused.forEach(rejection -> lines.add(
                    List.of(rejection.record().id(), rejection.reason().code(), rejection.path(), rejection.detail())));
            print(lines, Integer.MAX_VALUE);
        }
        out.flush();
    }

    private void printRecords(List<Map<String, Object>> records) {
        Set<String> columns = new LinkedHashSet<>();
        for (Map<String, Object> record : records) {
            record.forEach((name, value) -> {
                if (!(value instanceof Excerpt)) {
                    columns.add(name);
                }
            });
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        for (Map<String, Object> record : records) {
            lines.add(columns.stream()
                    .map(name -> record.containsKey(name) ? text(record.get(name)) : "")
                    .toList());
        }
        print(lines, LAST_WIDTH);
    }

    private static String text(Object value) {
        return value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "))
                : String.valueOf(value);
    }

    private void printExcerpts(Map<String, Object> record) {
        record.forEach((name, value) -> {
            if (value instanceof Excerpt excerpt) {
                out.println();
                out.println(printable(text(record.values().iterator().next()), Integer.MAX_VALUE) + ", " + name + ":");
                List<String> lines = excerpt.text().lines().limit(LINES + 1L).toList();
                lines.stream().limit(LINES).forEach(line -> out.println("    " + printable(line, LAST_WIDTH)));
                if (lines.size() > LINES || !excerpt.whole()) {
                    out.println("    " + CUT);
                }
            }
        });
    }

    /** In columns, each as wide as its widest cell. */
    private void print(List<List<String>> lines, int lastWidth) {
        int columns = lines.get(0).size();
        List<List<String>> cells = new ArrayList<>();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                row.add(printable(line.get(i), lastWidth == Integer.MAX_VALUE || i == columns - 1 ? lastWidth : WIDTH));
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
            cells.add(row);
        }
        for (List<String> row : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** A cell that cannot move a terminal's cursor. */
    private static String printable(String text, int most) {
        String cut = text.length() > most ? text.substring(0, most - CUT.length()) + CUT : text;
        StringBuilder safe = new StringBuilder(cut.length());
        cut.chars().forEach(unit -> safe.append(Character.isISOControl(unit) ? ' ' : (char) unit));
        return safe.toString();
    }
}

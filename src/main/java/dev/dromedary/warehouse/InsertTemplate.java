package dev.dromedary.warehouse;

import dev.dromedary.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An INSERT statement for one row, with parameters as Camel's {@code sql} component writes them ({@code :#name}), cut so
 * that its VALUES can be repeated for many rows. Immutable.
 */
final class InsertTemplate {

    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
    private static final Pattern VALUES = Pattern.compile("\\bvalues\\s*(?=\\()", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile(":#([A-Za-z_][A-Za-z0-9_.]*)");

    private final String head;
    private final String row;
    private final String tail;
    private final List<String> parameters;

    private InsertTemplate(String head, String row, String tail, List<String> parameters) {
        this.head = head;
        this.row = row;
        this.tail = tail;
        this.parameters = parameters;
    }

    /**
     * @param name the statement's file, for messages
     * @throws ConfigurationException if the text has no VALUES with parameters, or parameters outside of it
     */
    static InsertTemplate parse(String name, String text) {
        String sql = COMMENT.matcher(text).replaceAll("").strip();
        Matcher values = VALUES.matcher(sql);
        if (!values.find()) {
            throw new ConfigurationException(name + " must be an INSERT with VALUES (…)");
        }
        int end = closing(sql, values.end(), name);
        String row = sql.substring(values.end(), end);
        List<String> parameters = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(row);
        while (parameter.find()) {
            parameters.add(parameter.group(1));
        }
        String tail = sql.substring(end).replaceFirst(";\\s*$", "");
        if (parameters.isEmpty()
                || PARAMETER.matcher(sql.substring(0, values.start())).find()
                || PARAMETER.matcher(tail).find()) {
            throw new ConfigurationException(name + " must have its parameters (:#name) within VALUES (…)");
        }
        return new InsertTemplate(
                sql.substring(0, values.end()), PARAMETER.matcher(row).replaceAll("?"), tail, List.copyOf(parameters));
    }

    private static int closing(String sql, int open, String name) {
        int depth = 0;
        boolean quoted = false;
        for (int i = open; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        throw new ConfigurationException(name + " has a VALUES ( that is never closed");
    }

    /** Names of a row's parameters, in order. */
    List<String> parameters() {
        return parameters;
    }

    /** The statement for so many rows. */
    String forRows(int rows) {
        StringBuilder sql = new StringBuilder(head.length() + tail.length() + rows * (row.length() + 1));
        sql.append(head).append(row);
        for (int i = 1; i < rows; i++) {
            sql.append(',').append(row);
        }
        return sql.append(tail).toString();
    }
}

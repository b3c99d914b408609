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

    private static final Pattern COMMENT_OR_LITERAL =
            Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*(?:'|$)|\"[^\"]*\"", Pattern.DOTALL);
    private static final Pattern VALUES = Pattern.compile("(?<![.\\w])values\\s*(?=\\()", Pattern.CASE_INSENSITIVE);
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
        String sql = withoutComments(text).strip().replaceFirst(";\\s*$", "");
        // The same text with its literals blanked out, so that positions agree and only SQL is searched.
        String code = blank(sql);
        Matcher values = VALUES.matcher(code);
        if (!values.find()) {
            throw new ConfigurationException(name + " must be an INSERT with VALUES (…)");
        }
        int end = closing(code, values.end(), name);
        List<String> parameters = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        int copied = values.end();
        Matcher parameter = PARAMETER.matcher(code);
        while (parameter.find()) {
            if (parameter.start() < values.end() || parameter.end() > end) {
                throw new ConfigurationException(name + " must have its parameters (:#name) within VALUES (…)");
            }
            parameters.add(parameter.group(1));
            row.append(sql, copied, parameter.start()).append('?');
            copied = parameter.end();
        }
        if (parameters.isEmpty()) {
            throw new ConfigurationException(name + " must have its parameters (:#name) within VALUES (…)");
        }
        row.append(sql, copied, end);
        return new InsertTemplate(
                sql.substring(0, values.end()), row.toString(), sql.substring(end), List.copyOf(parameters));
    }

    private static String withoutComments(String sql) {
        return COMMENT_OR_LITERAL
                .matcher(sql)
                .replaceAll(match -> isLiteral(match.group()) ? Matcher.quoteReplacement(match.group()) : " ");
    }

    private static String blank(String sql) {
        return COMMENT_OR_LITERAL.matcher(sql).replaceAll(match -> " "
                .repeat(match.group().length()));
    }

    private static boolean isLiteral(String match) {
        return match.startsWith("'") || match.startsWith("\"");
    }

    private static int closing(String code, int open, String name) {
        int depth = 0;
        for (int i = open; i < code.length(); i++) {
            if (code.charAt(i) == '(') {
                depth++;
            } else if (code.charAt(i) == ')' && --depth == 0) {
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

package dev.dromedary.warehouse;

import dev.dromedary.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An INSERT statement for one row, with parameters as Camel's {@code sql} component writes them ({@code :#name}), taken
 * apart so that it can be written for many rows. Immutable.
 */
final class InsertTemplate {

    private static final Pattern COMMENT_OR_LITERAL =
            Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*(?:'|$)|\"[^\"]*\"", Pattern.DOTALL);
    private static final Pattern VALUES = Pattern.compile("(?<![.\\w])values\\s*(?=\\()", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile(":#([A-Za-z_][A-Za-z0-9_.]*)");

    private static final Pattern COLUMNS = Pattern.compile("\\(([^()]*)\\)\\s*$");

    private final String head;
    private final List<String> row;
    private final String tail;
    private final List<String> parameters;

    /**
     * @param head all before VALUES
     * @param row the texts around the parameters of a row, one more than there are parameters, without the outer
     *     parentheses
     * @param tail all behind the row
     */
    private InsertTemplate(String head, List<String> row, String tail, List<String> parameters) {
        this.head = head;
        this.row = List.copyOf(row);
        this.tail = tail;
        this.parameters = List.copyOf(parameters);
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
        List<String> row = new ArrayList<>();
        int copied = values.end() + 1;
        Matcher parameter = PARAMETER.matcher(code);
        while (parameter.find()) {
            if (parameter.start() < values.end() || parameter.end() > end) {
                throw new ConfigurationException(name + " must have its parameters (:#name) within VALUES (…)");
            }
            parameters.add(parameter.group(1));
            row.add(sql.substring(copied, parameter.start()));
            copied = parameter.end();
        }
        if (parameters.isEmpty()) {
            throw new ConfigurationException(name + " must have its parameters (:#name) within VALUES (…)");
        }
        row.add(sql.substring(copied, end - 1));
        return new InsertTemplate(sql.substring(0, values.start()), row, sql.substring(end), parameters);
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

    /** Names for the parameters: of the columns that they go to where the statement says it plainly, else their own. */
    List<String> columns() {
        Matcher list = COLUMNS.matcher(head);
        boolean plain = list.find()
                && row.stream().allMatch(text -> text.isBlank() || text.strip().equals(","));
        List<String> columns = plain
                ? Arrays.stream(list.group(1).split(",")).map(String::strip).toList()
                : List.of();
        return columns.size() == parameters.size() ? columns : parameters;
    }

    /** The statement for so many rows, with a parameter for each value. */
    String forRows(int rows) {
        String values = "(" + rowWith(i -> "?") + ")";
        StringBuilder sql = new StringBuilder(head.length() + tail.length() + rows * (values.length() + 1) + 8);
        sql.append(head).append("values ").append(values);
        for (int i = 1; i < rows; i++) {
            sql.append(',').append(values);
        }
        return sql.append(tail).toString();
    }

    /**
     * The statement for any number of rows, with a parameter for each column: an array of PostgreSQL.
     *
     * @param types names of the parameters' types, in order
     */
    String forArrays(List<String> types) {
        String arrays = types.stream().map(type -> "?::text[]::" + type + "[]").collect(Collectors.joining(", "));
        String names = IntStream.range(0, parameters.size())
                .mapToObj(InsertTemplate::columnName)
                .collect(Collectors.joining(", "));
        return head + "select " + rowWith(InsertTemplate::columnName) + " from unnest(" + arrays
                + ") as rows_to_insert(" + names + ")" + tail;
    }

    private static String columnName(int parameter) {
        return "parameter_" + parameter;
    }

    private String rowWith(IntFunction<String> parameter) {
        StringBuilder text = new StringBuilder(row.get(0));
        for (int i = 0; i < parameters.size(); i++) {
            text.append(parameter.apply(i)).append(row.get(i + 1));
        }
        return text.toString();
    }
}

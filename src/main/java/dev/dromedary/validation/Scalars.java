package dev.dromedary.validation;

import dev.dromedary.settings.DataSize;
import dev.dromedary.validation.Shape.Kind;
import java.util.regex.Pattern;

/** Whether a text can be read as a kind of value, quoted or not, as Camel converts it. */
final class Scalars {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    /** {@code 200}, {@code 30s}, {@code 1h30m}, {@code PT30S}. */
    private static final Pattern DURATION = Pattern.compile("-?\\d+|(\\d+\\s*(d|h|m|s|ms)\\s*)+|[Pp][\\dTtDdHhMmSs.]+");

    private Scalars() {}

    static boolean is(Kind kind, String text) {
        return switch (kind) {
            case STRING -> true;
            case NUMBER -> NUMBER.matcher(text.strip()).matches();
            case BOOLEAN -> isBoolean(text);
            case OBJECT, ARRAY -> false;
        };
    }

    static boolean isBoolean(String text) {
        return "true".equalsIgnoreCase(text.strip()) || "false".equalsIgnoreCase(text.strip());
    }

    static boolean isWhole(String text) {
        return WHOLE.matcher(text.strip()).matches();
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text.strip()).matches();
    }

    static boolean isDuration(String text) {
        return DURATION.matcher(text.strip()).matches();
    }

    static boolean isSize(String text) {
        try {
            return DataSize.parse(text).bytes() >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

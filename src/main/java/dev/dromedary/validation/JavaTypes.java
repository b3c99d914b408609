package dev.dromedary.validation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The classes that route files name. They are looked at, and none is run. */
final class JavaTypes {

    private static final int SETTER = "set".length();

    private JavaTypes() {}

    /** The class; empty if there is none of that name, or it cannot be loaded. */
    static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name.strip(), false, JavaTypes.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The methods that a type declares itself, as candidates for a suggestion. */
    static List<String> ownMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .distinct()
                .toList();
    }

    /** Names of the properties that have a setter, or a builder's method of one parameter. */
    static Set<String> properties(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getMethods()) {
            String name = method.getName();
            if (method.getParameterCount() != 1 || method.getDeclaringClass() == Object.class) {
                continue;
            }
            if (name.startsWith("set") && name.length() > SETTER) {
                names.add(name.substring(SETTER, SETTER + 1).toLowerCase(Locale.ROOT) + name.substring(SETTER + 1));
            } else if (type.isAssignableFrom(method.getReturnType())) {
                names.add(name.startsWith("with") ? name.substring("with".length()) : name);
            }
        }
        return names;
    }
}

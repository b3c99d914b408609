package dev.dromedary.preview;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.Previewable;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.batch.Transformation;
import dev.dromedary.masking.FieldMask;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessorDefinition;

/**
 * A batch on its way through the steps of a route: those that only transform are run, and the first that is not known to be
 * one ends the way. If that can tell what it would write, it does; else the fields are told as they stand.
 *
 * <p>Invariant 4: values are shown only as a sink would write them, and only when every mask that the pipeline declares has
 * been applied. In all other cases a later step, known or not, may be the one that masks: then a value's kind stands in its
 * place. For one use by one thread.
 */
final class Walk {

    private final CamelContext context;
    private final Set<FieldMask> missing = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> notes = new ArrayList<>();

    Walk(CamelContext context) {
        this.context = context;
        missing.addAll(context.getRegistry().findByType(FieldMask.class));
    }

    /** Lines for who looks. */
    List<String> notes() {
        return notes;
    }

    Preview through(Batch start, List<ProcessorDefinition<?>> steps) {
        Batch batch = start;
        for (ProcessorDefinition<?> step : steps) {
            if (!isPassedBy(step)) {
                Object bean = bean(step).orElse(step);
                Optional<Method> method = bean instanceof Transformation ? method(bean, step) : Optional.empty();
                if (method.isEmpty()) {
                    return end(batch, bean, step);
                }
                batch = run(method.get(), bean, batch);
                missing.remove(bean);
            }
        }
        notes.add("the route ends without a step that stores");
        return new Preview(kinds(fields(batch)), batch.rejections());
    }

    /** What is no step, is switched off, or only says something. */
    private boolean isPassedBy(ProcessorDefinition<?> step) {
        return step.isAbstract()
                || step instanceof LogDefinition
                || Boolean.parseBoolean(resolved(String.valueOf(step.getDisabled())));
    }

    private Preview end(Batch batch, Object bean, ProcessorDefinition<?> step) {
        if (!(bean instanceof Previewable sink)) {
            notes.add("the preview ends before the step \"" + name(step)
                    + "\", which it does not know: it shows fields and"
                    + " withholds values, which later steps may mask");
            return new Preview(kinds(fields(batch)), batch.rejections());
        }
        Preview preview = sink.preview(batch);
        if (missing.isEmpty()) {
            return preview;
        }
        notes.add("values are withheld, because not all masks of the pipeline come before the step \"" + name(step)
                + "\"");
        return new Preview(kinds(preview.written()), preview.refused());
    }

    /** Never its URI, which may hold a password. */
    private static String name(ProcessorDefinition<?> step) {
        return step instanceof BeanDefinition bean && bean.getRef() != null ? bean.getRef() : step.getShortName();
    }

    private Optional<Object> bean(ProcessorDefinition<?> step) {
        return step instanceof BeanDefinition bean && bean.getRef() != null
                ? Optional.ofNullable(context.getRegistry().lookupByName(resolved(bean.getRef())))
                : Optional.empty();
    }

    private static Optional<Method> method(Object bean, ProcessorDefinition<?> step) {
        String name = ((BeanDefinition) step).getMethod();
        return Arrays.stream(bean.getClass().getMethods())
                .filter(method -> method.getName().equals(name)
                        && method.getReturnType() == Batch.class
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Batch.class}))
                .findFirst();
    }

    private static Batch run(Method method, Object bean, Batch batch) {
        try {
            return (Batch) method.invoke(bean, batch);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method.toString(), e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(method.toString(), e.getCause());
        }
    }

    private String resolved(String text) {
        return context.resolvePropertyPlaceholders(text);
    }

    private static List<Map<String, Object>> fields(Batch batch) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (SourceRecord record : batch.records()) {
            all.add(record.fields().isEmpty() ? payload(record) : record.fields());
        }
        return all;
    }

    private static Map<String, Object> payload(SourceRecord record) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("payload", record.payload());
        return payload;
    }

    private static List<Map<String, Object>> kinds(List<Map<String, Object>> values) {
        List<Map<String, Object>> kinds = new ArrayList<>();
        for (Map<String, Object> record : values) {
            Map<String, Object> shown = new LinkedHashMap<>();
            record.forEach((name, value) -> shown.put(name, kind(value)));
            kinds.add(shown);
        }
        return kinds;
    }

    private static String kind(Object value) {
        if (value instanceof String text) {
            return "(text, " + text.length() + " characters)";
        }
        if (value instanceof Number) {
            return "(number)";
        }
        if (value instanceof Boolean) {
            return "(boolean)";
        }
        return value == null ? null : "(value)";
    }
}

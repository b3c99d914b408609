package dev.dromedary.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/**
 * Real producers, with which something happens once, just before or just after a call: how a test stops the broker in the
 * middle of a transaction or loses an answer. Thread-safe.
 */
final class Meddling implements Function<Map<String, Object>, Producer<byte[], byte[]>> {
    private final AtomicReference<Plan> plan = new AtomicReference<>();
    private final AtomicInteger producers = new AtomicInteger();

    private record Plan(String method, AtomicInteger calls, boolean before, Runnable what) {}

    /** At the given call from now on, counted from 1. */
    void before(String method, int call, Runnable what) {
        plan.set(new Plan(method, new AtomicInteger(call), true, what));
    }

    void after(String method, int call, Runnable what) {
        plan.set(new Plan(method, new AtomicInteger(call), false, what));
    }

    /** How many producers were made. */
    int producers() {
        return producers.get();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> apply(Map<String, Object> properties) {
        producers.incrementAndGet();
        Producer<byte[], byte[]> real = ProducerSettings.kafkaProducer(properties);
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Meddling.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    Runnable due = due(method.getName());
                    Plan now = due == null ? null : plan.getAndSet(null);
                    if (now != null && now.before()) {
                        due.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (now != null && !now.before()) {
                            due.run();
                        }
                    }
                });
    }

    private Runnable due(String method) {
        Plan now = plan.get();
        boolean due = now != null && now.method().equals(method) && now.calls().decrementAndGet() == 0;
        return due ? now.what() : null;
    }
}

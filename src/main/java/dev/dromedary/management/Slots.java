package dev.dromedary.management;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets a number of requests in at a time, and answers 503 to more: what waits for a system that is down, or for a client
 * that does not read, must not take the threads of those who ask whether the process is alive. Thread-safe.
 */
final class Slots extends Filter {

    private final Semaphore free;

    Slots(int slots) {
        free = new Semaphore(slots);
    }

    @Override
    public String description() {
        return "bounds requests at the same time";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (!free.tryAcquire()) {
            ManagementServer.refuse(exchange, "too many requests at the same time; try again");
            return;
        }
        try {
            chain.doFilter(exchange);
        } finally {
            free.release();
        }
    }
}

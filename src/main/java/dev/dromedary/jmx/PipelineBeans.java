package dev.dromedary.jmx;

import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Attendant;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.status.LiveStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an MBean for each pipeline of the process, also while pipelines come and go. Thread-safe. */
public final class PipelineBeans implements Attendant {

    /** The domain of our own MBeans. */
    static final String DOMAIN = "dev.dromedary";

    private static final Logger LOG = LoggerFactory.getLogger(PipelineBeans.class);

    private final Duration circuitPatience;
    private final Replays replays;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<String, Registered> registered = new TreeMap<>();
    private Pipelines steered;
    private LiveStatus status;

    /** @param name of the MBean; empty if it could not be registered */
    private record Registered(Pipeline pipeline, Optional<ObjectName> name) {}

    /** @param circuitPatience how long a circuit may be open before a person should look */
    public PipelineBeans(Duration circuitPatience, Replays replays) {
        this.circuitPatience = circuitPatience;
        this.replays = replays;
    }

    @Override
    public synchronized void started(Pipelines pipelines) {
        steered = pipelines;
        status = new LiveStatus(pipelines, pipelines.bean(DeadLetters.class), circuitPatience);
        tick();
    }

    @Override
    public synchronized void tick() {
        Pipelines pipelines = steered;
        // One that was replaced as a whole has the name of the former.
        for (Registered gone : registered.values().stream()
                .filter(known -> pipelines
                        .find(known.pipeline().name())
                        .filter(present -> present == known.pipeline())
                        .isEmpty())
                .toList()) {
            registered.remove(gone.pipeline().name());
            unregister(gone);
        }
        for (Pipeline pipeline : pipelines.all()) {
            registered.computeIfAbsent(
                    pipeline.name(),
                    name -> new Registered(
                            pipeline, register(name, new PipelineBean(pipeline, pipelines, status, replays))));
        }
    }

    /** The name of a pipeline's MBean. */
    static ObjectName name(String pipeline) throws MalformedObjectNameException {
        String plain = pipeline.matches("[\\w. -]+") ? pipeline : ObjectName.quote(pipeline);
        return new ObjectName(DOMAIN + ":type=Pipeline,name=" + plain);
    }

    private Optional<ObjectName> register(String pipeline, PipelineBean bean) {
        try {
            return Optional.of(server.registerMBean(bean, name(pipeline)).getObjectName());
        } catch (JMException e) {
            LOG.warn("{} has no MBean: {}", pipeline, e.getMessage());
            return Optional.empty();
        }
    }

    private void unregister(Registered bean) {
        bean.name().ifPresent(this::unregister);
    }

    private void unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.debug("{} was gone", name);
        } catch (JMException e) {
            LOG.warn("{} cannot be removed: {}", name, e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        registered.values().forEach(this::unregister);
        registered.clear();
        replays.close();
        if (status != null) {
            status.close();
        }
    }
}

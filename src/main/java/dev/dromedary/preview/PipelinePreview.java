package dev.dromedary.preview;

import dev.dromedary.batch.Peekable;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.Rejection;
import dev.dromedary.database.Database;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.pipeline.Startup;
import dev.dromedary.preview.CapturedRoutes.CapturedRoute;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * Shows what a pipeline would write, from records that its source has now. The pipeline's beans are made as for a run, its
 * databases only read, its routes not run; what a run prepares (tables, topics, keysets) is not made.
 */
public final class PipelinePreview {

    /** Components whose sources can be looked at. */
    private static final Set<String> SOURCES = new TreeSet<>(Set.of("s3-objects", "sqs-batch", "table-changes"));

    private final Settings settings;
    private final RouteFolder folder;

    public PipelinePreview(Settings settings, RouteFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * Looks at the next records of a pipeline.
     *
     * @param most how many at the most
     * @throws ConfigurationException if there is no such pipeline, it is not set up rightly, or its source cannot be looked at
     * @throws dev.dromedary.pipeline.UnreachableException if the source is not there in {@code startup.timeout}
     * @throws dev.dromedary.batch.UnavailableException if it goes away during the look
     */
    public Findings of(String pipeline, int most) throws InterruptedException {
        CapturedRoutes routes = new CapturedRoutes();
        try (LoadedPipelines loaded = LoadedPipelines.loader(settings, folder, Set.of(pipeline))
                .unmanaged()
                .changing(routes::take)
                .load()) {
            CamelContext context = loaded.context();
            context.getRegistry().findByType(Database.class).forEach(Database::restrictToReading);
            return look(pipeline, most, context, sources(pipeline, routes));
        }
    }

    private static List<CapturedRoute> sources(String pipeline, CapturedRoutes routes) {
        List<CapturedRoute> sources = routes.beginnings();
        String others = sources.stream()
                .map(CapturedRoute::scheme)
                .filter(scheme -> !SOURCES.contains(scheme))
                .distinct()
                .map(scheme -> scheme + ":")
                .collect(Collectors.joining(", "));
        if (!others.isEmpty() || sources.isEmpty()) {
            throw new ConfigurationException("the pipeline " + pipeline + " reads from "
                    + (others.isEmpty() ? "no source" : others) + "; a preview can look at "
                    + SOURCES.stream().map(scheme -> scheme + ":").collect(Collectors.joining(", ")));
        }
        return sources;
    }

    private Findings look(String pipeline, int most, CamelContext context, List<CapturedRoute> sources)
            throws InterruptedException {
        List<Map<String, Object>> written = new ArrayList<>();
        List<Rejection> refused = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (CapturedRoute source : sources) {
            Peekable.Seen seen = peek((Peekable) context.getEndpoint(source.uri()), most);
            Walk walk = new Walk(context);
            Preview preview = walk.through(seen.batch(), source.steps());
            written.addAll(preview.written());
            refused.addAll(preview.refused());
            notes.addAll(seen.notes());
            notes.addAll(preview.written().isEmpty() ? List.of() : walk.notes());
        }
        return new Findings(pipeline, new Preview(written, refused), notes);
    }

    private Peekable.Seen peek(Peekable source, int most) throws InterruptedException {
        Look look = new Look(source, most);
        new Startup(settings.duration("startup.timeout"), () -> false).await(List.of(look));
        return look.seen;
    }

    /** A look that is tried until the system is there. */
    private static final class Look implements Requirement {

        private final Peekable source;
        private final int most;
        private Peekable.Seen seen;

        Look(Peekable source, int most) {
            this.source = source;
            this.most = most;
        }

        @Override
        public String system() {
            return source.system();
        }

        @Override
        public void check() throws Exception {
            seen = source.peek(most);
        }
    }
}

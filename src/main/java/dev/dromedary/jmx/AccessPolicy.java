package dev.dromedary.jmx;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * Which MBeans are reached over HTTP, and what may be done with them. What is not named here is refused:
 *
 * <ul>
 *   <li>our own: everything that they have
 *   <li>Camel's: attributes, statistics, the routes as they are written, and start and stop of a route. Not what shows or
 *       takes the content of records (tracer, debugger, browsing, sending), nor what changes how Camel works. Nor
 *       suspending a route, which ends the redelivery of what is in flight for good (CAMEL-23494)
 *   <li>the JVM's: attributes, but for those that hold its arguments and system properties
 * </ul>
 *
 * No attribute can be written. Immutable.
 */
final class AccessPolicy implements Restrictor {

    private static final String CAMEL = "org.apache.camel";
    private static final Set<String> JVM = Set.of("java.lang", "java.nio");
    private static final Set<String> JVM_SECRETIVE = Set.of("SystemProperties", "InputArguments");

    /** Every type of Camel's but the tracers and debuggers, which are of the type {@code tracer}. */
    private static final Set<String> CAMEL_TYPES = Set.of(
            "components",
            "consumers",
            "context",
            "dataformats",
            "endpoints",
            "eventnotifiers",
            "health",
            "processors",
            "producers",
            "routegroups",
            "routes",
            "services",
            "steps",
            "threadpools");

    /** Of these the last can quote a record, the others hold what users set. */
    private static final Set<String> CAMEL_SECRETIVE = Set.of("GlobalOptions", "LastError");

    private static final Set<String> OWN_OPERATIONS = Set.of("run()", "pause()", "resume()", "replayDeadLetters()");

    private static final Set<String> STATISTICS = Set.of(
            "dumpStatsAsXml(boolean)",
            "dumpStatsAsJSon(boolean)",
            "dumpRouteStatsAsXml(boolean,boolean)",
            "dumpRouteStatsAsJSon(boolean,boolean)",
            "dumpRoutesStatsAsXml(boolean,boolean)",
            "dumpStepStatsAsXml(boolean)");

    /** Without arguments: placeholders stay as they are written, and the secrets behind them are not shown. */
    private static final Map<String, Set<String>> CAMEL_OPERATIONS = Map.of(
            "context",
            Set.of(
                    "componentNames()",
                    "dataFormatNames()",
                    "languageNames()",
                    "routeIds()",
                    "routeGroups()",
                    "dumpRestsAsXml()",
                    "dumpRoutesAsXml()"),
            "routes",
            Set.of(
                    "start()",
                    "stop()",
                    "processorIds()",
                    "isUpdateRouteEnabled()",
                    "dumpRouteAsXml()",
                    "dumpRouteSourceLocationsAsXml()"),
            "processors",
            Set.of("dumpProcessorAsXml()"),
            "services",
            // Ids and ages of what is in flight.
            Set.of("browse()", "browse(int,boolean)", "browse(java.lang.String,int,boolean)"));

    private static final Set<RequestType> TYPES =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.EXEC, RequestType.VERSION);

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return true;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return TYPES.contains(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        if (isObjectNameHidden(name) || attribute == null) {
            return false;
        }
        return JVM.contains(name.getDomain())
                ? !JVM_SECRETIVE.contains(attribute)
                : !name.getDomain().equals(CAMEL) || !CAMEL_SECRETIVE.contains(attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (name.isPattern() || operation == null || isObjectNameHidden(name)) {
            return false;
        }
        String signature = operation.replace(" ", "");
        if (name.getDomain().equals(PipelineBeans.DOMAIN)) {
            return isIn(OWN_OPERATIONS, signature);
        }
        return name.getDomain().equals(CAMEL)
                && (isIn(STATISTICS, signature)
                        || isIn(CAMEL_OPERATIONS.getOrDefault(name.getKeyProperty("type"), Set.of()), signature));
    }

    /** A name without a signature is of the only operation of that name, or else refused by Jolokia. */
    private static boolean isIn(Set<String> allowed, String signature) {
        return signature.contains("(")
                ? allowed.contains(signature)
                : allowed.stream()
                        .map(operation -> operation.substring(0, operation.indexOf('(')))
                        .collect(Collectors.toSet())
                        .contains(signature);
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        if (name.getDomain().equals(CAMEL)) {
            return !CAMEL_TYPES.contains(String.valueOf(name.getKeyProperty("type")));
        }
        return !name.getDomain().equals(PipelineBeans.DOMAIN) && !JVM.contains(name.getDomain());
    }

    /** Who may call is decided before, for the whole management port. */
    @Override
    public boolean isRemoteAccessAllowed(String... hostsOrAddresses) {
        return true;
    }

    /** From which pages one may call is decided before, for the whole management port; no other ones are let in by CORS. */
    @Override
    public boolean isOriginAllowed(String origin, boolean onlyWhenStrictCheckingIsEnabled) {
        return onlyWhenStrictCheckingIsEnabled;
    }
}

package dev.dromedary.capture;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;

/** The component {@code table-changes:bean}: hands a route what changed in a table, in the order of the commits. */
public final class TableChangesComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        TableChanges table = CamelContextHelper.mandatoryLookup(getCamelContext(), remaining, TableChanges.class);
        TableChangesEndpoint endpoint = new TableChangesEndpoint(uri, this, table);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}

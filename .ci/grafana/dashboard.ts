// What a dashboard that we write may consist of, in Grafana's own types: a key or a word that
// Grafana does not know, or a missing one, does not compile.

import type {
    Dashboard,
    DataQuery,
    DataSourceRef,
    FieldConfig,
    FieldConfigSource,
    Panel,
    RowPanel,
} from '@grafana/schema';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// The members of an enum by their values, since JSON has no other names for them.
type Json<T> = T extends string
    ? `${T}`
    : T extends (infer Item)[]
      ? Json<Item>[]
      : T extends object
        ? { [Key in keyof T]: Json<T[Key]> }
        : T;

// The package has no type for Prometheus: these are the keys its query editor reads.
interface Query extends Pick<DataQuery, 'refId' | 'hide'> {
    datasource: DataSourceRef;
    expr: string;
    legendFormat: string;
    format: 'time_series' | 'table' | 'heatmap';
    editorMode: 'builder' | 'code';
    range?: boolean;
    instant?: boolean;
}

// Grafana leaves the keys of a type of panel open, since plugins bring their own; ours are known.
type Of<Type extends string, Options, Custom> = Omit<
    Panel,
    'type' | 'options' | 'fieldConfig' | 'targets' | 'datasource'
> & {
    type: Type;
    datasource: DataSourceRef;
    options: Options;
    fieldConfig: Omit<FieldConfigSource, 'defaults'> & {
        defaults: Omit<FieldConfig, 'custom'> & { custom?: Custom };
    };
    targets: Query[];
};

export type Checked = Json<
    Omit<Dashboard, 'panels'> & {
        panels: (
            | RowPanel
            | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
            | Of<'stat', stat.Options, never>
            | Of<'heatmap', heatmap.Options, heatmap.FieldConfig>
        )[];
    }
>;

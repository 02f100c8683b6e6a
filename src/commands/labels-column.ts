import { type Labels, labelTexts } from '../model/labels.ts';
import type { Column } from '../output/result.ts';

/** The labels, shown only with --columns. `--filter labels=env=prod` finds each of them. */
export const LABELS_COLUMN: Column<{ readonly labels: Labels }> = {
  header: 'LABELS',
  cell: ({ labels }) => labelTexts(labels).join(', ') || '-',
  members: ({ labels }) => labelTexts(labels),
  folds: true,
  isHidden: true,
};

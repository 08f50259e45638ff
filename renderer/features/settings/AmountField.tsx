import { NumberInput, Slider } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import classes from './Settings.module.css';

interface AmountFieldProps {
  label: string;
  hint: string;
  defaultText: string;
  /** How much is used now, in words. */
  inUse?: string;
  /** What the changed value needs before it holds, in words. */
  need?: string;
  /** In single units: processors, bytes. */
  value: number;
  onChange(value: number): void;
  range: { min: number; max: number };
  /** Where the slider ends; the number may go on. */
  sliderMax?: number;
  step: number;
  /** What is shown as 1: bytes in a GiB. */
  perUnit: number;
  unit: string;
}

/** An amount with a slider for the hand and a number for who knows it. */
export function AmountField(props: AmountFieldProps) {
  const { label, hint, value, onChange, range, step, perUnit, unit } = props;
  const sliderMax = Math.min(range.max, props.sliderMax ?? range.max);
  const shown = value / perUnit;
  const tooMuch = value > range.max || value < range.min;
  return (
    <div className={classes.amount}>
      <div className={classes.amountHead}>
        <span className={classes.label}>{label}</span>
        {props.need && <span className={classes.need}>{props.need}</span>}
        {props.inUse && <span className={classes.dimmed}>{t.settings.inUse(props.inUse)}</span>}
      </div>
      <div className={classes.amountRow}>
        <Slider
          className={classes.slider}
          aria-label={label}
          thumbLabel={label}
          min={range.min}
          max={sliderMax}
          step={step}
          value={Math.min(sliderMax, Math.max(range.min, value))}
          onChange={(next) => onChange(clampToStep(next, range.min, step))}
          // The number beside it tells the same.
          label={null}
          disabled={range.min >= sliderMax}
        />
        <NumberInput
          className={classes.number}
          aria-label={unit ? `${label} (${unit})` : label}
          value={round(shown)}
          onChange={(next) => {
            const amount = typeof next === 'number' ? next : Number.parseFloat(next);
            if (Number.isFinite(amount)) onChange(Math.round(amount * perUnit));
          }}
          step={step / perUnit}
          min={range.min / perUnit}
          max={range.max / perUnit}
          decimalScale={2}
          {...(unit ? { suffix: ` ${unit}` } : {})}
          error={tooMuch}
        />
      </div>
      <p className={classes.dimmed}>
        {hint} {t.settings.default(`${props.defaultText}`)}
      </p>
    </div>
  );
}

/** A slider counts its steps from its lower end, which may be no whole step. */
function clampToStep(value: number, min: number, step: number): number {
  return Math.max(min, Math.round(value / step) * step);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

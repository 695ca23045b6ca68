/** How the person signs in. */
export interface Factors {
  readonly password: boolean;
  readonly totp: boolean;
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
}

export interface Passkey {
  readonly id: string;
  readonly label: string;
  readonly synced: boolean;
  readonly createdAt: string;
  readonly usedAt: string;
}

export interface FactorProps {
  readonly factors: Factors;
  readonly onChange: () => void;
}
